#!/bin/sh
# fetch-sources.sh [LIST [FOLDER]]: fetches the packages of LIST (default: sources.tsv) with the registries' own clients (npm, pip, mvn, go, cargo, apt-get) and lays their files out for generate.ts.
# Debian's need its source packages switched on (deb-src). What is there already is left as it is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
list=${1:-$here/sources.tsv}
folder=${2:-$HOME/.cache/opsmith-bench/snippets/src}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tail -n +2 "$list" | while IFS="$(printf '\t')" read -r language registry name version rest; do
  target="$folder/$registry/$(printf %s "$name" | tr / +)@$version"
  [ -e "$target" ] && continue
  mkdir -p "$target"
  trap 'rmdir "$target" 2> /dev/null || :' EXIT
  echo "$registry $name $version" >&2
  cd "$work"
  case $registry in
    npm) tar xzf "$(npm pack --silent --ignore-scripts "$name@$version")" -C "$target" --strip-components=1 ;;
    pypi) pip download --quiet --no-deps --only-binary :all: -d wheels "$name==$version" && unzip -qo wheels/*.whl -d "$target" && rm -r wheels ;;
    maven)
      case $name in
        *:*) group=${name%:*} name=${name#*:} ;;
        *) group=$(sed -n "s/^$name	//p" "$here/maven-groups.tsv") ;;
      esac
      mvn -q dependency:copy "-Dartifact=$group:$name:$version:jar:sources" -DoutputDirectory="$work"
      unzip -qo "$name-$version-sources.jar" -d "$target" ;;
    go) rmdir "$target" && ln -s "$(go mod download -json "$name@$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')" "$target" ;;
    crates)
      mkdir -p crate/src && : > crate/src/lib.rs
      printf '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n"%s" = "=%s"\n' "$name" "$version" > crate/Cargo.toml
      (cd crate && cargo vendor -q vendor > /dev/null && cp -r "vendor/$name/." "$target") && rm -r crate ;;
    # Debian's own changes are not needed, and a mirror may have let them go.
    debian) apt-get source --download-only -qq "$name" || : ; tar xf "$name"_*.orig.tar.[gx]z -C "$target" --strip-components=1 ;;
    debian-binary) apt-get download -qq "$name" && dpkg-deb -x "$name"_*.deb "$target" ;;
  esac
done
