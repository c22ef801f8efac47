/** How the page of a graph looks, in light and in dark. */
export const viewerStyle = `
:root { color-scheme: light dark; --ground: #fafaf7; --panel: #ffffffee; --ink: #23231f; --quiet: #6b6b63; --line: #d9d8d0; --accent: #0b6bcb; }
@media (prefers-color-scheme: dark) { :root { --ground: #17181a; --panel: #202226ee; --ink: #ececE6; --quiet: #a2a29a; --line: #3a3c40; --accent: #6cb4ff; } }
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; overflow: hidden; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; }
canvas { position: fixed; inset: 0; width: 100vw; height: 100vh; cursor: grab; outline-offset: -2px; }
aside { position: fixed; top: 12px; right: 12px; bottom: 12px; width: min(320px, calc(100vw - 24px)); overflow: auto; padding: 14px 16px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
h1 { margin: 0 0 2px; font-size: 16px; } h2 { margin: 12px 0 4px; font-size: 14px; overflow-wrap: anywhere; }
p { margin: 0 0 10px; color: var(--quiet); font-size: 12px; }
input[type=search] { width: 100%; padding: 6px 8px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; font: inherit; }
ul { list-style: none; margin: 4px 0 8px; padding: 0; } li button { all: unset; display: block; width: 100%; padding: 2px 4px; border-radius: 4px; cursor: pointer; overflow-wrap: anywhere; font-size: 13px; }
li button:hover, li button:focus-visible { background: color-mix(in srgb, var(--accent) 15%, transparent); } :focus-visible { outline: 2px solid var(--accent); }
summary { cursor: pointer; padding: 4px 0; } label { display: flex; gap: 6px; align-items: center; font-size: 13px; } i { width: 10px; height: 10px; border-radius: 50%; flex: none; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0 10px; margin: 0; font-size: 12px; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 640px) { aside { top: auto; height: 42vh; left: 12px; right: 12px; width: auto; } }
`;
