/** What the page of a graph does: lays it out by forces (Fruchterman and Reingold 1991), draws it, and lets people look around. It runs in a browser. */
export const viewerScript = `
'use strict';
const { nodes, edges } = JSON.parse(document.getElementById('data').textContent);
const canvas = document.getElementById('picture');
const pen = canvas.getContext('2d');
const about = document.getElementById('about');
const kindColours = { developer: '#c2410c', model: '#be123c', version: '#e11d48', 'data-set': '#15803d', column: '#4d7c0f', feature: '#65a30d', run: '#6d28d9', agent: '#a16207', rule: '#0e7490', import: '#78716c', folder: '#57534e' };
const palette = ['#2563eb', '#0d9488', '#9333ea', '#ca8a04', '#0891b2', '#4f46e5', '#16a34a', '#db2777', '#7c3aed', '#0284c7', '#b45309', '#059669'];
const edgeColours = { imports: '#8b93a1', calls: '#5b8def', 'changes-with': '#e08a1e', 'authored-by': '#c2410c', 'similar-to': '#a855f7', 'derived-from': '#22a06b', 'trained-on': '#22a06b' };
const colourOf = (node) => kindColours[node.kind] || palette[node.community % palette.length];
const sizeOf = (node) => 2.5 + 2.2 * Math.sqrt(Math.min(60, node.rank));
const count = nodes.length;
const x = new Float64Array(count), y = new Float64Array(count), dx = new Float64Array(count), dy = new Float64Array(count);
const communities = [...new Set(nodes.map((node) => node.community))];
const circle = 60 * Math.sqrt(count);
nodes.forEach((node, place) => {
  const turn = (communities.indexOf(node.community) / communities.length) * 2 * Math.PI;
  const own = place * 2.399963;
  x[place] = Math.cos(turn) * circle * 0.35 + Math.cos(own) * Math.sqrt(place) * 5;
  y[place] = Math.sin(turn) * circle * 0.35 + Math.sin(own) * Math.sqrt(place) * 5;
});
const shownEdges = new Set(edges.map((edge) => edge[2]).filter((kind) => kind !== 'authored-by'));
const shownNodes = new Set(nodes.map((node) => node.kind));
const neighbours = nodes.map(() => []);
edges.forEach(([source, target, kind, weight]) => {
  neighbours[source].push([target, kind, weight, true]);
  neighbours[target].push([source, kind, weight, false]);
});
let heat = 1, zoom = 1, panX = 0, panY = 0, hovered = -1, chosen = -1, isFitted = false;

function step() {
  const length = 42, reach = length * 9;
  dx.fill(0); dy.fill(0);
  const cells = new Map();
  for (let place = 0; place < count; place += 1) {
    const key = Math.floor(x[place] / reach) + ',' + Math.floor(y[place] / reach);
    const cell = cells.get(key);
    if (cell) cell.push(place); else cells.set(key, [place]);
  }
  for (const [key, cell] of cells) {
    const [column, row] = key.split(',').map(Number);
    for (let right = column; right <= column + 1; right += 1)
      for (let below = right === column ? row : row - 1; below <= row + 1; below += 1) {
        const other = cells.get(right + ',' + below);
        if (!other) continue;
        for (let one = 0; one < cell.length; one += 1)
          for (let two = other === cell ? one + 1 : 0; two < other.length; two += 1) {
            const a = cell[one], b = other[two];
            let ax = x[a] - x[b], ay = y[a] - y[b];
            const square = ax * ax + ay * ay + 0.5;
            if (square > reach * reach) continue;
            const force = (length * length) / square;
            ax *= force; ay *= force;
            dx[a] += ax; dy[a] += ay; dx[b] -= ax; dy[b] -= ay;
          }
      }
  }
  for (const [source, target, kind] of edges) {
    if (kind === 'authored-by' || kind === 'changes-with') continue;
    const ax = x[target] - x[source], ay = y[target] - y[source];
    const distance = Math.hypot(ax, ay) + 0.01;
    const degree = Math.min(neighbours[source].length, neighbours[target].length);
    const force = (nodes[source].community === nodes[target].community ? 1 : 0.25) * distance / length / (1 + degree * 0.12);
    const fx = (ax / distance) * force * 10, fy = (ay / distance) * force * 10;
    dx[source] += fx; dy[source] += fy; dx[target] -= fx; dy[target] -= fy;
  }
  for (let place = 0; place < count; place += 1) {
    dx[place] -= x[place] * 0.06; dy[place] -= y[place] * 0.06;
    const size = Math.hypot(dx[place], dy[place]) + 0.01;
    const most = Math.min(size, 60 * heat);
    x[place] += (dx[place] / size) * most; y[place] += (dy[place] / size) * most;
  }
  heat *= 0.985;
}

function fit() {
  let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
  for (let place = 0; place < count; place += 1) {
    left = Math.min(left, x[place]); right = Math.max(right, x[place]);
    top = Math.min(top, y[place]); bottom = Math.max(bottom, y[place]);
  }
  const free = innerWidth > 640 ? innerWidth - 350 : innerWidth;
  zoom = 0.92 * Math.min(free / (right - left + 40), innerHeight / (bottom - top + 40), 3);
  panX = free / 2 - zoom * (left + right) / 2;
  panY = innerHeight / 2 - zoom * (top + bottom) / 2;
}

function draw() {
  const scale = devicePixelRatio || 1;
  if (canvas.width !== innerWidth * scale || canvas.height !== innerHeight * scale) {
    canvas.width = innerWidth * scale; canvas.height = innerHeight * scale;
  }
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue('--ink'), accent = style.getPropertyValue('--accent'), ground = style.getPropertyValue('--ground');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, innerWidth, innerHeight);
  const focus = hovered >= 0 ? hovered : chosen;
  const near = focus < 0 ? null : new Set([focus, ...neighbours[focus].filter(([, kind]) => shownEdges.has(kind)).map(([other]) => other)]);
  const atX = (place) => x[place] * zoom + panX, atY = (place) => y[place] * zoom + panY;
  for (const [source, target, kind] of edges) {
    if (!shownEdges.has(kind) || !shownNodes.has(nodes[source].kind) || !shownNodes.has(nodes[target].kind)) continue;
    const isNear = near !== null && (source === focus || target === focus);
    pen.globalAlpha = isNear ? 0.85 : near === null ? 0.22 : 0.04;
    pen.strokeStyle = edgeColours[kind] || '#888';
    pen.lineWidth = isNear ? 1.4 : 0.7;
    pen.beginPath(); pen.moveTo(atX(source), atY(source)); pen.lineTo(atX(target), atY(target)); pen.stroke();
  }
  for (let place = count - 1; place >= 0; place -= 1) {
    const node = nodes[place];
    if (!shownNodes.has(node.kind)) continue;
    pen.globalAlpha = near === null || near.has(place) ? 1 : 0.15;
    pen.fillStyle = colourOf(node);
    pen.beginPath(); pen.arc(atX(place), atY(place), Math.max(1.5, sizeOf(node) * Math.min(1.6, Math.sqrt(zoom))), 0, 7); pen.fill();
    if (place === chosen) { pen.strokeStyle = accent; pen.lineWidth = 2.5; pen.stroke(); }
  }
  pen.font = '12px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  pen.lineJoin = 'round';
  const taken = [];
  const labels = near === null ? nodes.keys() : [focus, ...[...near].filter((place) => place !== focus)];
  let written = 0;
  for (const place of labels) {
    if (written >= (near === null ? 30 + 40 * zoom : 60)) break;
    if (!shownNodes.has(nodes[place].kind)) continue;
    const left = atX(place) + 7 + sizeOf(nodes[place]) * 0.7, middle = atY(place);
    if (left < -200 || left > innerWidth || middle < 0 || middle > innerHeight) continue;
    const text = nodes[place].label.split('/').slice(-2).join('/');
    const width = pen.measureText(text).width;
    if (taken.some(([l, r, m]) => left < r && left + width > l && Math.abs(m - middle) < 14)) continue;
    taken.push([left, left + width, middle]);
    pen.globalAlpha = 0.9; pen.lineWidth = 3; pen.strokeStyle = ground; pen.strokeText(text, left, middle);
    pen.globalAlpha = 1; pen.fillStyle = ink; pen.fillText(text, left, middle);
    written += 1;
  }
  pen.globalAlpha = 1;
}

let waiting = false;
function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    if (heat > 0.02) { step(); if (!isFitted) fit(); redraw(); }
    draw();
  });
}

function nodeAt(event) {
  let best = -1, nearest = 14;
  for (let place = 0; place < count; place += 1) {
    if (!shownNodes.has(nodes[place].kind)) continue;
    const distance = Math.hypot(x[place] * zoom + panX - event.clientX, y[place] * zoom + panY - event.clientY);
    if (distance < nearest) { nearest = distance; best = place; }
  }
  return best;
}

function element(name, text, parent) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function choose(place, isCentred) {
  chosen = place;
  about.replaceChildren();
  if (place >= 0) {
    const node = nodes[place];
    element('h2', node.label, about);
    const list = element('dl', undefined, about);
    const row = (name, value) => { element('dt', name, list); element('dd', String(value), list); };
    row('kind', node.kind);
    for (const [name, value] of Object.entries(node.facts)) row(name, value);
    const groups = new Map();
    for (const [other, kind, weight, isOut] of neighbours[place]) {
      const name = (isOut ? kind : kind + ' (from)');
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push([other, weight]);
    }
    for (const [name, others] of groups) {
      const details = element('details', undefined, about);
      details.open = others.length <= 12;
      element('summary', name + ' · ' + others.length, details);
      listNodes(element('ul', undefined, details), others.sort((a, b) => b[1] - a[1]).slice(0, 80).map(([other]) => other));
    }
    if (isCentred) {
      zoom = Math.max(zoom, 1.2);
      panX = (innerWidth > 640 ? innerWidth - 350 : innerWidth) / 2 - x[place] * zoom;
      panY = innerHeight / 2 - y[place] * zoom;
      isFitted = true;
    }
  }
  redraw();
}

function listNodes(list, places) {
  list.replaceChildren();
  for (const place of places) {
    const button = element('button', nodes[place].label, element('li', undefined, list));
    button.addEventListener('click', () => choose(place, true));
  }
}

function checkboxes(parent, names, shown, colours) {
  for (const name of names) {
    const label = element('label', undefined, document.getElementById(parent));
    const box = element('input', undefined, label);
    box.type = 'checkbox'; box.checked = shown.has(name);
    box.addEventListener('change', () => { if (box.checked) shown.add(name); else shown.delete(name); redraw(); });
    const dot = element('i', undefined, label);
    dot.style.background = colours[name] || '#888';
    label.append(name);
  }
}
checkboxes('edge-kinds', [...new Set(edges.map((edge) => edge[2]))].sort(), shownEdges, edgeColours);
checkboxes('node-kinds', [...shownNodes].sort(), shownNodes, { file: '#2563eb', ...kindColours });

document.getElementById('search').addEventListener('input', (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  const places = wanted === '' ? [] : [...nodes.keys()].filter((place) => nodes[place].label.toLowerCase().includes(wanted)).slice(0, 12);
  listNodes(document.getElementById('found'), places);
});
let held = null;
canvas.addEventListener('pointerdown', (event) => { held = { x: event.clientX, y: event.clientY, panX, panY, moved: false }; canvas.setPointerCapture(event.pointerId); });
canvas.addEventListener('pointermove', (event) => {
  if (held) {
    const byX = event.clientX - held.x, byY = event.clientY - held.y;
    if (Math.hypot(byX, byY) > 3) held.moved = true;
    if (held.moved) { panX = held.panX + byX; panY = held.panY + byY; isFitted = true; redraw(); }
    return;
  }
  const place = nodeAt(event);
  if (place !== hovered) { hovered = place; canvas.style.cursor = place < 0 ? 'grab' : 'pointer'; redraw(); }
});
canvas.addEventListener('pointerup', (event) => { if (held && !held.moved) choose(nodeAt(event), false); held = null; });
canvas.addEventListener('pointerleave', () => { hovered = -1; redraw(); });
canvas.addEventListener('wheel', (event) => { event.preventDefault(); zoomBy(Math.exp(-event.deltaY * 0.0015), event.clientX, event.clientY); }, { passive: false });
canvas.addEventListener('keydown', (event) => {
  const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  if (moves[event.key]) { panX += moves[event.key][0]; panY += moves[event.key][1]; isFitted = true; redraw(); }
  else if (event.key === '+' || event.key === '-') zoomBy(event.key === '+' ? 1.25 : 0.8, innerWidth / 2, innerHeight / 2);
  else if (event.key === '0') { fit(); redraw(); }
  else if (event.key === 'Escape') choose(-1, false);
});
function zoomBy(factor, atX, atY) {
  const next = Math.min(12, Math.max(0.03, zoom * factor));
  panX = atX - (atX - panX) * (next / zoom); panY = atY - (atY - panY) * (next / zoom);
  zoom = next; isFitted = true; redraw();
}
addEventListener('resize', () => { if (!isFitted) fit(); redraw(); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
for (let round = 0; round < 60 && heat > 0.02; round += 1) step();
fit();
redraw();
`;
