import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Telemetry } from './telemetry.ts';

/**
 * A handler for a queue that treats every message for itself: one that fails is logged with its reason and returns to
 * the queue alone, and at last to the dead-letter queue.
 */
export function eachMessage(handle: (message: SQSRecord, context: Context) => Promise<void>, telemetry: Telemetry) {
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    telemetry.log.addContext(context);
    const processor = new BatchProcessor(EventType.SQS);
    try {
      return await processPartialResponse(event, (message: SQSRecord) => handle(message, context), processor, {
        context,
        throwOnFullBatchFailure: false,
      });
    } finally {
      for (const [index, reason] of processor.errors.entries()) {
        const messageId = processor.failureMessages[index] as SQSRecord | undefined;
        telemetry.log.error('message failed', { messageId: messageId?.messageId, error: reason });
        telemetry.count('MessageFailed');
      }
      telemetry.flush();
    }
  };
}
