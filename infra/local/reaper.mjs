// Ends the sandboxes of a host that died without ending them: a frozen process notices nothing by itself. The host
// writes `+<pid>` and `-<pid>` a line; the end of its pipe is its death.
const alive = new Set();
let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    if (line[0] === '+') alive.add(Number(line.slice(1)));
    else alive.delete(Number(line.slice(1)));
  }
});
process.stdin.on('end', () => {
  for (const pid of alive) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
