/** How the local Polly behaves; what is left out stays as it is. */
export type PollySettings = {
  /** Whether an account's quotas are kept: requests a second and at once, for each engine. Off at first. */
  enforce?: boolean;
  /** How long a request for 1,000 billed characters takes at least. 0 at first. */
  latencyMs?: number;
  /** Types of the errors that the next SynthesizeSpeech requests are answered with, such as `ThrottlingException`. */
  failNext?: string[];
};

/** What has happened since the process began: `requests` and `billed` count what was answered with speech or marks. */
export type PollyStats = { requests: number; billed: number; throttled: number; syntheses: number };
