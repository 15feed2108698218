import { expect, it } from 'vitest';
import { editionOf } from '../../shared/domain/edition.ts';
import { spokenByline } from '../../shared/domain/script.ts';

it('Arabic joins “and” to the last name of a byline', () => {
  const byline = ['سمير النحال', 'ليلى حسن'].map((name) => ({ slug: 'a', name }));
  expect(spokenByline({ byline }, editionOf('ar'))).toBe('بقلم سمير النحال وليلى حسن.');
});
