/** How much a thread will ask of tree-sitter, said before it is loaded there. */

let isLittle = false;

/**
 * Says that this thread will parse a few texts with tree-sitter and then be ended. The runtime is then started without being led through its paces,
 * and V8 optimises nothing of it: that is for work of seconds, and takes a fifth of one.
 */
export function expectLittleOfTreeSitter(): void {
  isLittle = true;
}

/** Whether only a few texts will be parsed with tree-sitter in this thread. */
export function isLittleAskedOfTreeSitter(): boolean {
  return isLittle;
}
