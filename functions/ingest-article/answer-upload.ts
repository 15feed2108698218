import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Upload } from '../../shared/domain/upload.ts';
import type { Ports } from '../../shared/ports.ts';

/** Lays the receipt beside the upload and tells the newsroom; nothing of what a newer upload has overtaken. */
export async function answerUpload(
  receipt: Receipt | undefined,
  announced: Receipt['announced'],
  needs: Pick<Ports, 'uploads' | 'newsroom'>,
): Promise<void> {
  if (receipt === undefined || receipt.outcome === 'superseded') return;
  const whole = announced === undefined ? receipt : { ...receipt, announced };
  await needs.uploads.file(whole, receipt.article?.revision === 1 && receipt.outcome !== 'unchanged');
  await needs.newsroom.report(whole);
}

/** An event that comes again may do so because its answer was never given. */
export async function answerAgain(
  upload: Upload,
  needs: Pick<Ports, 'uploads' | 'newsroom' | 'articles'>,
): Promise<'repeated'> {
  const { announced, ...receipt } = (await needs.articles.receipt(upload.key, upload.sequencer)) ?? {};
  if ('outcome' in receipt) await answerUpload(receipt, announced, needs);
  return 'repeated';
}
