import { type MessageAttributeValue, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { ReadyNarration } from '../domain/narration.ts';
import type { Announcer, Newsroom } from '../ports.ts';

/**
 * The announcements topic. Bodies are documented in docs/announcements.md; the attributes are single
 * strings, because that is what every filter policy can match. Paths become addresses of the site.
 */
export function snsAnnouncer(topic: string, site: string): Announcer {
  const client = new SNSClient();
  return {
    async announce({ path, api, narration, ...announcement }) {
      const { type, card, article, revision } = announcement;
      const body = {
        ...announcement,
        url: `${site}${path}`,
        api: `${site}${api}`,
        ...(narration === undefined ? {} : { narration: addressed(narration, site) }),
      };
      await client.send(
        new PublishCommand({
          TopicArn: topic,
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
  };
}

/** The newsroom's topic. */
export function snsNewsroom(topic: string): Newsroom {
  const client = new SNSClient();

  /** As people read it in an e-mail; programs filter by `type`, `upload.rejected` for example. */
  async function tell(type: string, message: object): Promise<void> {
    await client.send(
      new PublishCommand({
        TopicArn: topic,
        Message: JSON.stringify(message, null, 2),
        MessageAttributes: attributes({ type }),
      }),
    );
  }

  return {
    report: (receipt) => tell(`upload.${receipt.outcome}`, receipt),
    mended: (mending) => tell('reconcile.mended', mending),
    silent: (notice) => tell(notice.type, notice),
  };
}

function addressed({ speechHash, ...narration }: ReadyNarration, site: string) {
  const { mp3, vtt, timings, chapters } = narration;
  const files = { mp3: `${site}${mp3}`, vtt: `${site}${vtt}`, timings: `${site}${timings}` };
  return { ...narration, ...files, ...(chapters === undefined ? {} : { chapters: `${site}${chapters}` }) };
}

function attributes(values: Record<string, string | number>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
    ]),
  );
}
