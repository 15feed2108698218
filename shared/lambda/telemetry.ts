import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FunctionName } from '../contract/environment.ts';

/** One JSON line a fact, and business numbers as CloudWatch metrics in the same log (embedded metric format). */
export type Telemetry = {
  log: Logger;
  /** Counts something that happened, under a name of the newsroom's. */
  count(name: string, value?: number): void;
  /** Writes out what was counted; called once an invocation. */
  flush(): void;
};

export function openTelemetry(name: FunctionName): Telemetry {
  const log = new Logger({ serviceName: name });
  const metrics = new Metrics({ namespace: 'Broadsheet', serviceName: name });
  return {
    log,
    count: (metric, value = 1) => metrics.addMetric(metric, MetricUnit.Count, value),
    flush: () => {
      // Powertools complains, in a line of its own, of an invocation that counted nothing.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
