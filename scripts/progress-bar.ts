type Output = { isTTY?: boolean; columns?: number; write(text: string): unknown };

const width = 24;

/**
 * How far a long piece of work is. On a terminal one line that is written over, with a line of its own for what needs to
 * be `seen`; elsewhere, as in a log, a line for each step.
 */
export function progressBar(total: number, output: Output) {
  let done = 0;
  const isTerminal = output.isTTY === true;
  const draw = () => {
    const full = Math.min(width, Math.floor((done / Math.max(1, total)) * width));
    output.write(`\r[${'█'.repeat(full)}${'·'.repeat(width - full)}] ${done}/${total}\u001b[K`);
  };
  if (isTerminal) draw();
  return {
    step(text: string, seen: boolean) {
      done++;
      if (!isTerminal) output.write(`${done}/${total}  ${text}\n`);
      else {
        if (seen) output.write(`\r${text}\u001b[K\n`);
        draw();
      }
    },
    end() {
      if (isTerminal) output.write('\n');
    },
  };
}
