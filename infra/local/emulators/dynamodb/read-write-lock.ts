/**
 * Lets many readers or one writer through, in the order in which they came: single calls share the tables, a transaction
 * has them alone, so that nobody sees half of one.
 */
export function readWriteLock(): { shared(): Promise<() => void>; alone(): Promise<() => void> } {
  const waiting: { alone: boolean; enter: () => void }[] = [];
  let inside = 0;
  let isAlone = false;

  function letIn(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (isAlone || (next.alone && inside > 0)) return;
      waiting.shift();
      inside++;
      isAlone = next.alone;
      next.enter();
    }
  }

  function acquire(alone: boolean): Promise<() => void> {
    return new Promise((resolve) => {
      let hasLeft = false;
      const leave = () => {
        if (hasLeft) return;
        hasLeft = true;
        inside--;
        isAlone = false;
        letIn();
      };
      waiting.push({ alone, enter: () => resolve(leave) });
      letIn();
    });
  }

  return { shared: () => acquire(false), alone: () => acquire(true) };
}
