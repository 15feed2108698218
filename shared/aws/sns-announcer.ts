import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Announcer } from '../ports.ts';

/**
 * The announcements topic and the newsroom's. Bodies are documented in docs/announcements.md; the attributes are single
 * strings, because that is what every filter policy can match. Paths become addresses of the site.
 */
export function snsAnnouncer(topics: { announcements: string; newsroom: string; site: string }): Announcer {
  const client = new SNSClient();
  return {
    async announce({ path, api, ...announcement }) {
      const { type, card, article, revision } = announcement;
      const body = { ...announcement, url: `${topics.site}${path}`, api: `${topics.site}${api}` };
      await client.send(
        new PublishCommand({
          TopicArn: topics.announcements,
          Message: JSON.stringify(body),
          MessageAttributes: attributes({
            type,
            article,
            edition: card.edition,
            section: card.section,
            kind: card.kind,
            importance: card.importance,
            revision,
          }),
        }),
      );
    },
    async report(receipt) {
      await client.send(
        new PublishCommand({
          TopicArn: topics.newsroom,
          Message: JSON.stringify(receipt, null, 2),
          MessageAttributes: attributes({ type: `upload.${receipt.outcome}` }),
        }),
      );
    },
  };
}

function attributes(values: Record<string, string | number>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
    ]),
  );
}
