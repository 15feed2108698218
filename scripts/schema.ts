/** `npm run schema`: writes docs/article.schema.json, the JSON Schema of our own JSON format, anew. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { articleSchema } from '../shared/domain/article-schema.ts';

const file = path.join(import.meta.dirname, '../docs/article.schema.json');
writeFileSync(file, `${JSON.stringify(articleSchema(), null, 2)}\n`);
console.log(`Written: ${path.relative(process.cwd(), file)}`);
