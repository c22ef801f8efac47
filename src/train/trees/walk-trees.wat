;; Walks one tree for groups of eight rows at once, so that the walks wait for memory together rather than one after the other, and without a branch a
;; node. A node is 16 bytes: f64 threshold, i32 column (as an offset into a group of rows), i32 address of its left child; the right one lies behind it. A row
;; goes left where its value <= threshold. A leaf is its own left child, its column holds -Infinity, and its threshold is what the leaf says. A group of rows
;; lies column after column, eight numbers each. Of a node whose column is odd the first eight bytes are a set of up to 64 categories, and the column (less 1)
;; holds a bit for each row's category: it goes left where the set has it. See flat-trees.ts.
(module
  (import "trees" "memory" (memory 1))
  ;; $root: address of the root. $rows: address of the first group. $stride: bytes of a group. $groups: how many. $out: f64 for each row, added to where $add is 1,
  ;; else written over.
  (func (export "walk") (param $root i32) (param $rows i32) (param $stride i32) (param $groups i32) (param $out i32) (param $add i32)
    (local $n0 i32) (local $n1 i32) (local $n2 i32) (local $n3 i32) (local $n4 i32) (local $n5 i32) (local $n6 i32) (local $n7 i32)
    (local $end i32) (local $moved i32) (local $at i32)
    (local.set $end (i32.add (local.get $rows) (i32.mul (local.get $groups) (local.get $stride))))
    (block $done
      (loop $group
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $n0 (local.get $root))
        (local.set $n1 (local.get $root))
        (local.set $n2 (local.get $root))
        (local.set $n3 (local.get $root))
        (local.set $n4 (local.get $root))
        (local.set $n5 (local.get $root))
        (local.set $n6 (local.get $root))
        (local.set $n7 (local.get $root))
        (loop $deeper
          (local.set $n0 (i32.add (i32.load offset=12 (local.get $n0))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=0 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n0))))
                (f64.load (local.get $n0))))
              (i32.const 4))))
          (local.set $n1 (i32.add (i32.load offset=12 (local.get $n1))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=8 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n1))))
                (f64.load (local.get $n1))))
              (i32.const 4))))
          (local.set $n2 (i32.add (i32.load offset=12 (local.get $n2))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=16 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n2))))
                (f64.load (local.get $n2))))
              (i32.const 4))))
          (local.set $n3 (i32.add (i32.load offset=12 (local.get $n3))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=24 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n3))))
                (f64.load (local.get $n3))))
              (i32.const 4))))
          (local.set $n4 (i32.add (i32.load offset=12 (local.get $n4))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=32 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n4))))
                (f64.load (local.get $n4))))
              (i32.const 4))))
          (local.set $n5 (i32.add (i32.load offset=12 (local.get $n5))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=40 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n5))))
                (f64.load (local.get $n5))))
              (i32.const 4))))
          (local.set $n6 (i32.add (i32.load offset=12 (local.get $n6))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=48 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n6))))
                (f64.load (local.get $n6))))
              (i32.const 4))))
          (local.set $n7 (i32.add (i32.load offset=12 (local.get $n7))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=56 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n7))))
                (f64.load (local.get $n7))))
              (i32.const 4))))
          ;; Ended where no walk moves any more: looked at every second node.
          (local.set $moved (i32.const 0))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n0)
            (local.tee $n0 (i32.add (i32.load offset=12 (local.get $n0))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=0 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n0))))
                (f64.load (local.get $n0))))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n1)
            (local.tee $n1 (i32.add (i32.load offset=12 (local.get $n1))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=8 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n1))))
                (f64.load (local.get $n1))))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n2)
            (local.tee $n2 (i32.add (i32.load offset=12 (local.get $n2))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=16 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n2))))
                (f64.load (local.get $n2))))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n3)
            (local.tee $n3 (i32.add (i32.load offset=12 (local.get $n3))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=24 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n3))))
                (f64.load (local.get $n3))))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n4)
            (local.tee $n4 (i32.add (i32.load offset=12 (local.get $n4))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=32 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n4))))
                (f64.load (local.get $n4))))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n5)
            (local.tee $n5 (i32.add (i32.load offset=12 (local.get $n5))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=40 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n5))))
                (f64.load (local.get $n5))))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n6)
            (local.tee $n6 (i32.add (i32.load offset=12 (local.get $n6))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=48 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n6))))
                (f64.load (local.get $n6))))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n7)
            (local.tee $n7 (i32.add (i32.load offset=12 (local.get $n7))
            (i32.shl
              (i32.eqz (f64.le
                (f64.load offset=56 (i32.add (local.get $rows) (i32.load offset=8 (local.get $n7))))
                (f64.load (local.get $n7))))
              (i32.const 4)))))))
          (br_if $deeper (local.get $moved)))
        (if (local.get $add)
          (then
            (f64.store offset=0 (local.get $out) (f64.add (f64.load offset=0 (local.get $out)) (f64.load (local.get $n0))))
            (f64.store offset=8 (local.get $out) (f64.add (f64.load offset=8 (local.get $out)) (f64.load (local.get $n1))))
            (f64.store offset=16 (local.get $out) (f64.add (f64.load offset=16 (local.get $out)) (f64.load (local.get $n2))))
            (f64.store offset=24 (local.get $out) (f64.add (f64.load offset=24 (local.get $out)) (f64.load (local.get $n3))))
            (f64.store offset=32 (local.get $out) (f64.add (f64.load offset=32 (local.get $out)) (f64.load (local.get $n4))))
            (f64.store offset=40 (local.get $out) (f64.add (f64.load offset=40 (local.get $out)) (f64.load (local.get $n5))))
            (f64.store offset=48 (local.get $out) (f64.add (f64.load offset=48 (local.get $out)) (f64.load (local.get $n6))))
            (f64.store offset=56 (local.get $out) (f64.add (f64.load offset=56 (local.get $out)) (f64.load (local.get $n7))))
          )
          (else
            (f64.store offset=0 (local.get $out) (f64.load (local.get $n0)))
            (f64.store offset=8 (local.get $out) (f64.load (local.get $n1)))
            (f64.store offset=16 (local.get $out) (f64.load (local.get $n2)))
            (f64.store offset=24 (local.get $out) (f64.load (local.get $n3)))
            (f64.store offset=32 (local.get $out) (f64.load (local.get $n4)))
            (f64.store offset=40 (local.get $out) (f64.load (local.get $n5)))
            (f64.store offset=48 (local.get $out) (f64.load (local.get $n6)))
            (f64.store offset=56 (local.get $out) (f64.load (local.get $n7)))
          ))
        (local.set $out (i32.add (local.get $out) (i32.const 64)))
        (local.set $rows (i32.add (local.get $rows) (local.get $stride)))
        (br $group))))
  ;; The same for trees that have nodes of categories.
  (func (export "walkMixed") (param $root i32) (param $rows i32) (param $stride i32) (param $groups i32) (param $out i32) (param $add i32)
    (local $n0 i32) (local $n1 i32) (local $n2 i32) (local $n3 i32) (local $n4 i32) (local $n5 i32) (local $n6 i32) (local $n7 i32)
    (local $end i32) (local $moved i32) (local $at i32)
    (local.set $end (i32.add (local.get $rows) (i32.mul (local.get $groups) (local.get $stride))))
    (block $done
      (loop $group
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $n0 (local.get $root))
        (local.set $n1 (local.get $root))
        (local.set $n2 (local.get $root))
        (local.set $n3 (local.get $root))
        (local.set $n4 (local.get $root))
        (local.set $n5 (local.get $root))
        (local.set $n6 (local.get $root))
        (local.set $n7 (local.get $root))
        (loop $deeper
          (local.set $n0 (i32.add (i32.load offset=12 (local.get $n0))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=0 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n0)) (i32.const -2)))))
                  (i64.load (local.get $n0))))
                (i32.eqz (f64.le (f64.load offset=0 (local.get $at)) (f64.load (local.get $n0))))
                (i32.and (i32.load offset=8 (local.get $n0)) (i32.const 1)))
              (i32.const 4))))
          (local.set $n1 (i32.add (i32.load offset=12 (local.get $n1))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=8 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n1)) (i32.const -2)))))
                  (i64.load (local.get $n1))))
                (i32.eqz (f64.le (f64.load offset=8 (local.get $at)) (f64.load (local.get $n1))))
                (i32.and (i32.load offset=8 (local.get $n1)) (i32.const 1)))
              (i32.const 4))))
          (local.set $n2 (i32.add (i32.load offset=12 (local.get $n2))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=16 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n2)) (i32.const -2)))))
                  (i64.load (local.get $n2))))
                (i32.eqz (f64.le (f64.load offset=16 (local.get $at)) (f64.load (local.get $n2))))
                (i32.and (i32.load offset=8 (local.get $n2)) (i32.const 1)))
              (i32.const 4))))
          (local.set $n3 (i32.add (i32.load offset=12 (local.get $n3))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=24 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n3)) (i32.const -2)))))
                  (i64.load (local.get $n3))))
                (i32.eqz (f64.le (f64.load offset=24 (local.get $at)) (f64.load (local.get $n3))))
                (i32.and (i32.load offset=8 (local.get $n3)) (i32.const 1)))
              (i32.const 4))))
          (local.set $n4 (i32.add (i32.load offset=12 (local.get $n4))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=32 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n4)) (i32.const -2)))))
                  (i64.load (local.get $n4))))
                (i32.eqz (f64.le (f64.load offset=32 (local.get $at)) (f64.load (local.get $n4))))
                (i32.and (i32.load offset=8 (local.get $n4)) (i32.const 1)))
              (i32.const 4))))
          (local.set $n5 (i32.add (i32.load offset=12 (local.get $n5))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=40 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n5)) (i32.const -2)))))
                  (i64.load (local.get $n5))))
                (i32.eqz (f64.le (f64.load offset=40 (local.get $at)) (f64.load (local.get $n5))))
                (i32.and (i32.load offset=8 (local.get $n5)) (i32.const 1)))
              (i32.const 4))))
          (local.set $n6 (i32.add (i32.load offset=12 (local.get $n6))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=48 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n6)) (i32.const -2)))))
                  (i64.load (local.get $n6))))
                (i32.eqz (f64.le (f64.load offset=48 (local.get $at)) (f64.load (local.get $n6))))
                (i32.and (i32.load offset=8 (local.get $n6)) (i32.const 1)))
              (i32.const 4))))
          (local.set $n7 (i32.add (i32.load offset=12 (local.get $n7))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=56 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n7)) (i32.const -2)))))
                  (i64.load (local.get $n7))))
                (i32.eqz (f64.le (f64.load offset=56 (local.get $at)) (f64.load (local.get $n7))))
                (i32.and (i32.load offset=8 (local.get $n7)) (i32.const 1)))
              (i32.const 4))))
          ;; Ended where no walk moves any more: looked at every second node.
          (local.set $moved (i32.const 0))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n0)
            (local.tee $n0 (i32.add (i32.load offset=12 (local.get $n0))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=0 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n0)) (i32.const -2)))))
                  (i64.load (local.get $n0))))
                (i32.eqz (f64.le (f64.load offset=0 (local.get $at)) (f64.load (local.get $n0))))
                (i32.and (i32.load offset=8 (local.get $n0)) (i32.const 1)))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n1)
            (local.tee $n1 (i32.add (i32.load offset=12 (local.get $n1))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=8 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n1)) (i32.const -2)))))
                  (i64.load (local.get $n1))))
                (i32.eqz (f64.le (f64.load offset=8 (local.get $at)) (f64.load (local.get $n1))))
                (i32.and (i32.load offset=8 (local.get $n1)) (i32.const 1)))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n2)
            (local.tee $n2 (i32.add (i32.load offset=12 (local.get $n2))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=16 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n2)) (i32.const -2)))))
                  (i64.load (local.get $n2))))
                (i32.eqz (f64.le (f64.load offset=16 (local.get $at)) (f64.load (local.get $n2))))
                (i32.and (i32.load offset=8 (local.get $n2)) (i32.const 1)))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n3)
            (local.tee $n3 (i32.add (i32.load offset=12 (local.get $n3))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=24 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n3)) (i32.const -2)))))
                  (i64.load (local.get $n3))))
                (i32.eqz (f64.le (f64.load offset=24 (local.get $at)) (f64.load (local.get $n3))))
                (i32.and (i32.load offset=8 (local.get $n3)) (i32.const 1)))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n4)
            (local.tee $n4 (i32.add (i32.load offset=12 (local.get $n4))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=32 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n4)) (i32.const -2)))))
                  (i64.load (local.get $n4))))
                (i32.eqz (f64.le (f64.load offset=32 (local.get $at)) (f64.load (local.get $n4))))
                (i32.and (i32.load offset=8 (local.get $n4)) (i32.const 1)))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n5)
            (local.tee $n5 (i32.add (i32.load offset=12 (local.get $n5))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=40 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n5)) (i32.const -2)))))
                  (i64.load (local.get $n5))))
                (i32.eqz (f64.le (f64.load offset=40 (local.get $at)) (f64.load (local.get $n5))))
                (i32.and (i32.load offset=8 (local.get $n5)) (i32.const 1)))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n6)
            (local.tee $n6 (i32.add (i32.load offset=12 (local.get $n6))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=48 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n6)) (i32.const -2)))))
                  (i64.load (local.get $n6))))
                (i32.eqz (f64.le (f64.load offset=48 (local.get $at)) (f64.load (local.get $n6))))
                (i32.and (i32.load offset=8 (local.get $n6)) (i32.const 1)))
              (i32.const 4)))))))
          (local.set $moved (i32.or (local.get $moved) (i32.xor (local.get $n7)
            (local.tee $n7 (i32.add (i32.load offset=12 (local.get $n7))
            (i32.shl
              (select
                (i64.eqz (i64.and
                  (i64.load offset=56 (local.tee $at (i32.add (local.get $rows)
                    (i32.and (i32.load offset=8 (local.get $n7)) (i32.const -2)))))
                  (i64.load (local.get $n7))))
                (i32.eqz (f64.le (f64.load offset=56 (local.get $at)) (f64.load (local.get $n7))))
                (i32.and (i32.load offset=8 (local.get $n7)) (i32.const 1)))
              (i32.const 4)))))))
          (br_if $deeper (local.get $moved)))
        (if (local.get $add)
          (then
            (f64.store offset=0 (local.get $out) (f64.add (f64.load offset=0 (local.get $out)) (f64.load (local.get $n0))))
            (f64.store offset=8 (local.get $out) (f64.add (f64.load offset=8 (local.get $out)) (f64.load (local.get $n1))))
            (f64.store offset=16 (local.get $out) (f64.add (f64.load offset=16 (local.get $out)) (f64.load (local.get $n2))))
            (f64.store offset=24 (local.get $out) (f64.add (f64.load offset=24 (local.get $out)) (f64.load (local.get $n3))))
            (f64.store offset=32 (local.get $out) (f64.add (f64.load offset=32 (local.get $out)) (f64.load (local.get $n4))))
            (f64.store offset=40 (local.get $out) (f64.add (f64.load offset=40 (local.get $out)) (f64.load (local.get $n5))))
            (f64.store offset=48 (local.get $out) (f64.add (f64.load offset=48 (local.get $out)) (f64.load (local.get $n6))))
            (f64.store offset=56 (local.get $out) (f64.add (f64.load offset=56 (local.get $out)) (f64.load (local.get $n7))))
          )
          (else
            (f64.store offset=0 (local.get $out) (f64.load (local.get $n0)))
            (f64.store offset=8 (local.get $out) (f64.load (local.get $n1)))
            (f64.store offset=16 (local.get $out) (f64.load (local.get $n2)))
            (f64.store offset=24 (local.get $out) (f64.load (local.get $n3)))
            (f64.store offset=32 (local.get $out) (f64.load (local.get $n4)))
            (f64.store offset=40 (local.get $out) (f64.load (local.get $n5)))
            (f64.store offset=48 (local.get $out) (f64.load (local.get $n6)))
            (f64.store offset=56 (local.get $out) (f64.load (local.get $n7)))
          ))
        (local.set $out (i32.add (local.get $out) (i32.const 64)))
        (local.set $rows (i32.add (local.get $rows) (local.get $stride)))
        (br $group))))
)
