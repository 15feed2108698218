/** Remembers the last day's answer, so that a warm function asks for a day's salt once. A failure is not remembered. */
export function oncePerDay(ask: (day: string) => Promise<string>): (day: string) => Promise<string> {
  let last: { day: string; answer: Promise<string> } | undefined;
  return (day) => {
    if (last?.day === day) return last.answer;
    const answer = ask(day);
    last = { day, answer };
    answer.catch(() => {
      last = undefined;
    });
    return answer;
  };
}
