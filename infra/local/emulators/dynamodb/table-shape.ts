type Definition = { AttributeName: string; AttributeType: string };
type Key = { AttributeName: string; KeyType: string };
type Index = {
  IndexName: string;
  KeySchema: Key[];
  Projection?: { ProjectionType?: string; NonKeyAttributes?: string[] };
};

/** What a table cannot change without being made anew. */
export type TableShape = {
  attributeDefinitions: Definition[];
  keySchema: Key[];
  globalSecondaryIndexes?: Index[] | undefined;
};
/** As DescribeTable answers. */
export type Described = {
  TableStatus: string;
  AttributeDefinitions: Definition[];
  KeySchema: Key[];
  GlobalSecondaryIndexes?: Index[];
};

/**
 * Throws an Error where the table that is there has other keys than are wanted, or not one of the indexes. What it has
 * beyond that does no harm. CloudFormation would replace such a table and build the index
 * ("Update requires" in the template reference of AWS::DynamoDB::GlobalTable).
 */
export function refuseOtherShape(name: string, wanted: TableShape, found: Described): void {
  const now = { definitions: wanted.attributeDefinitions, indexes: wanted.globalSecondaryIndexes ?? [] };
  const then = { definitions: found.AttributeDefinitions, indexes: found.GlobalSecondaryIndexes ?? [] };
  const differences = [
    { what: 'keys', is: keysIn(found.KeySchema, then.definitions), asked: keysIn(wanted.keySchema, now.definitions) },
    ...now.indexes.map((index) => {
      const old = then.indexes.find(({ IndexName }) => IndexName === index.IndexName);
      const is = old === undefined ? 'none' : indexIn(old, then.definitions);
      return { what: `index ${index.IndexName}`, is, asked: indexIn(index, now.definitions) };
    }),
  ].filter(({ is, asked }) => is !== asked);
  if (differences.length === 0) return;
  const list = differences.map(({ what, is, asked }) => `${what}: ${is}, in the template ${asked}`).join('; ');
  throw new Error(
    `The table ${name} is another than that of the template (${list}), and a table keeps the keys and indexes that it was made with. Start with --fresh, which deletes all data, or give the table another name.`,
  );
}

function keysIn(keys: readonly Key[], definitions: readonly Definition[]): string {
  const typeOf = (name: string) => definitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return keys.map(({ AttributeName, KeyType }) => `${AttributeName} (${typeOf(AttributeName)}, ${KeyType})`).join(' ');
}

function indexIn({ KeySchema, Projection = {} }: Index, definitions: readonly Definition[]): string {
  const others = (Projection.NonKeyAttributes ?? []).toSorted().join(' ');
  return `${keysIn(KeySchema, definitions)} with ${Projection.ProjectionType ?? ''} ${others}`.trim();
}
