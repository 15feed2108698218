import type { Announcement } from '../../shared/domain/announcement.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Announcer, Mending, Newsroom, SilenceNotice } from '../../shared/ports.ts';

/** Two topics that remember what was said on them. */
export function fakeAnnouncer(): Announcer &
  Newsroom & { said: Announcement[]; reported: Receipt[]; mendings: Mending[]; silences: SilenceNotice[] } {
  const said: Announcement[] = [];
  const reported: Receipt[] = [];
  const mendings: Mending[] = [];
  const silences: SilenceNotice[] = [];
  return {
    said,
    reported,
    mendings,
    silences,
    async announce(announcement) {
      said.push(structuredClone(announcement));
    },
    async report(receipt) {
      reported.push(structuredClone(receipt));
    },
    async silent(notice) {
      silences.push(structuredClone(notice));
    },
    async mended(mending) {
      mendings.push(structuredClone(mending));
    },
  };
}
