/** What Powertools adds to each line, and a person at a terminal knows already. */
const known = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'sampling_rate',
  'xray_trace_id',
]);

/**
 * One line of a function's log for a person: message and values of a structured line, any other line as it is.
 * Metrics (CloudWatch's embedded format) are undefined: nobody reads them here.
 */
export function readableLine(line: string): string | undefined {
  const entry = parsed(line);
  if (entry === undefined) return line;
  if (entry._aws !== undefined) return undefined;
  if (typeof entry.message !== 'string') return line;
  const values = Object.entries(entry)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const level = entry.level === 'INFO' || entry.level === undefined ? '' : `${entry.level} `;
  return [`${level}${entry.message}`, ...values].join('  ');
}

function parsed(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
