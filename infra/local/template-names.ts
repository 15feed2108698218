import { createHash } from 'node:crypto';

/** `space`: names must differ within it. `ending` is part of the name, `.fifo` for example. */
export type Nameless = { id: string; space: string; longest: number; ending: string };

/**
 * Names for resources that were given none: `<stack>-<logical id>` in lower-case kebab, without the eight hexadecimal
 * digits that CDK puts at the end of an id; where two would then be called alike, both keep them. The same template
 * gives the same names, so that what is stored under them is found again.
 */
export function nameResources(stackName: string, resources: readonly Nameless[]): Map<string, string> {
  const short = ({ id, space }: Nameless) => `${space} ${kebab(withoutHash(id))}`;
  const times = new Map<string, number>();
  for (const resource of resources) times.set(short(resource), (times.get(short(resource)) ?? 0) + 1);
  return new Map(
    resources.map((resource) => {
      const { id, longest, ending } = resource;
      const own = withoutHash(id);
      const unique = times.get(short(resource)) === 1;
      const tail = unique || own === id ? '' : `-${id.slice(own.length).toLowerCase()}`;
      return [id, shorten(`${kebab(stackName)}-${kebab(own)}${tail}`, id, longest - ending.length) + ending];
    }),
  );
}

function withoutHash(id: string): string {
  return id.length > 8 ? id.replace(/[0-9A-F]{8}$/, '') : id;
}

/** `ViewsQueueDeadLetters` → `views-queue-dead-letters` */
function kebab(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** A name that is too long ends in eight digits of its id’s hash instead. */
function shorten(name: string, id: string, longest: number): string {
  if (name.length <= longest) return name;
  const digits = createHash('sha256').update(id).digest('hex').slice(0, 8);
  return `${name.slice(0, longest - 9).replace(/-+$/, '')}-${digits}`;
}
