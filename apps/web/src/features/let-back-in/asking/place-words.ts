import type { ReturnPlace } from '@commonseal/vault';

/** What has become of a request in one account, in words for whoever has asked. */
export function placeWords({ standing, vouches, isAnswerConfirmed, isEntered }: ReturnPlace): string {
  if (isEntered) return 'You are in this account again.';
  switch (standing) {
    case 'open':
      return vouches === 0
        ? 'Waiting: nobody has confirmed yet that it is you.'
        : `${vouches === 1 ? 'One person has' : `${vouches} people have`} confirmed that it is you. Somebody else has to do so, too.`;
    case 'granted':
      return isAnswerConfirmed
        ? 'You are let in. The account is being opened.'
        : 'You are let in. To open the account, type the two words that your teammate’s page shows.';
    case 'refused':
      return 'It was refused. Nothing was changed. If you do not know why, speak with your teammates, then ask again.';
    case 'withdrawn':
      return 'It was taken back. Nothing was changed.';
    case 'expired':
      return 'It has run out after 24 hours. Nothing was changed; ask again.';
    case 'overtaken':
      return 'Something has changed in the account since about who may do what, so it does not count any more. Ask again: you get new words.';
  }
}
