/** Which members there are: of a list, those of each of its items; `*` is any name, and `null` a value. */
export type Shape = { [name: string]: Shape | null };

/** Members that nobody knows: a slip of the pen there would leave a decision without effect, and nobody would see it. */
export function unknownMembers(at: string, value: unknown, shape: Shape | null): string[] {
  if (shape === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownMembers(`${at}[${index}]`, item, shape));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = at === '' ? name : `${at}.${name}`;
    const known = Object.keys(shape);
    const given = known.includes(name) ? name : '*';
    if (known.includes(given)) return unknownMembers(path, member, shape[given] ?? null);
    return [`${path} is no member of ${at === '' ? 'newsroom.json' : at}, which has ${known.join(', ')}`];
  });
}
