/** Statuses of Polly's errors that are not 400. */
const statuses: Record<string, number> = {
  LexiconNotFoundException: 404,
  SynthesisTaskNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ServiceFailureException: 500,
  UnknownOperationException: 404,
  NotImplementedException: 501,
};

/** An error as Polly answers it: its type goes into `x-amzn-ErrorType`, its message into the body. */
export class PollyError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'PollyError';
    this.type = type;
    this.status = statuses[type] ?? 400;
  }
}
