/** What happens in the demo. Pure content: `tell-story.ts` writes it down. */

/** Usernames of the demo's people. */
export const people = ['ana', 'bruno', 'chidi', 'dalia', 'emeka', 'freya'] as const;
export type Name = (typeof people)[number];

export interface Saying {
  by: Name;
  says: string;
  /** What the others call this message, in `to` and `about`. */
  as?: string;
  /** What it replies to. */
  to?: string;
  /** Minutes since what was before. */
  after?: number;
}

export interface Reacting {
  by: Name;
  reacts: 'like' | 'love' | 'haha' | 'wow' | 'sad' | 'angry';
  about: string;
}

export interface Adding {
  by: Name;
  adds: Name;
}

/** Something durable that happens in a chat: each takes one `seq`. */
export type Happening = Saying | Reacting | Adding;

export interface ChatStory {
  /** Groups have a name, direct chats have none. */
  name?: string;
  /** Who is in from the start; the first creates it. */
  people: [Name, ...Name[]];
  /** Minutes before now at which the last thing happened. */
  endedAgo: number;
  happenings: Happening[];
  /** Who has not got to the end: how many of the last happenings they have not read, and not even received. */
  behind?: { who: Name; unread: number; undelivered?: number }[];
}

export const chats: ChatStory[] = [
  {
    name: 'Lisbon in May',
    people: ['ana', 'bruno', 'chidi', 'dalia'],
    endedAgo: 12,
    happenings: [
      { by: 'ana', says: 'So, are we really doing this? Four days in Lisbon, first week of May?', as: 'plan' },
      { by: 'bruno', says: 'I am in!', to: 'plan' },
      { by: 'dalia', reacts: 'love', about: 'plan' },
      { by: 'chidi', says: 'Me too, if I can fly back on Sunday evening.', after: 9 },
      { by: 'ana', says: 'Sunday it is. @dalia you had a place in Alfama in mind?', as: 'alfama' },
      {
        by: 'dalia',
        says: 'Yes, three rooms and a terrace. 480 for all four nights.',
        to: 'alfama',
        as: 'flat',
        after: 25,
      },
      { by: 'bruno', reacts: 'wow', about: 'flat' },
      { by: 'chidi', reacts: 'like', about: 'flat' },
      { by: 'bruno', says: '120 each, and a terrace. Book it before somebody else does.' },
      { by: 'dalia', says: 'Booked 🎉', as: 'booked', after: 40 },
      { by: 'ana', reacts: 'love', about: 'booked' },
      {
        by: 'ana',
        says: 'Freya would like to come along, she sleeps on the sofa. Everybody fine with that?',
        after: 1300,
      },
      { by: 'bruno', says: 'Of course.' },
      { by: 'chidi', says: 'The more the better.' },
      { by: 'ana', adds: 'freya' },
      { by: 'freya', says: 'Hello everybody! I bring the coffee pot.', as: 'coffee', after: 4 },
      { by: 'chidi', reacts: 'haha', about: 'coffee' },
      { by: 'dalia', says: '@freya you are hired.', to: 'coffee' },
      { by: 'bruno', says: 'Flights: TAP at 9:40, or the cheap one at 6:15?', as: 'flights', after: 180 },
      { by: 'freya', says: 'Not six in the morning, please.', to: 'flights' },
      { by: 'ana', says: '9:40. @bruno do you book for all of us?', after: 15 },
    ],
    behind: [
      { who: 'chidi', unread: 2 },
      { who: 'dalia', unread: 1 },
      { who: 'bruno', unread: 1, undelivered: 1 },
    ],
  },
  {
    name: 'Kitchen, third floor',
    people: ['freya', 'ana', 'bruno', 'chidi', 'dalia', 'emeka'],
    endedAgo: 150,
    happenings: [
      { by: 'freya', says: 'Whoever owns the green lunch box: it has started to talk.', as: 'box' },
      { by: 'emeka', reacts: 'haha', about: 'box' },
      { by: 'bruno', reacts: 'haha', about: 'box' },
      { by: 'dalia', says: 'That is @chidi, he was on holiday.', to: 'box', after: 6 },
      { by: 'chidi', says: 'I confess. I clean it today.', after: 31 },
      { by: 'freya', reacts: 'like', about: 'box' },
      { by: 'emeka', says: 'The dishwasher is full of clean dishes, by the way. Again.', after: 210, as: 'dishes' },
      { by: 'ana', says: 'I emptied it yesterday and the day before.', to: 'dishes' },
      { by: 'emeka', says: 'Then it is my turn. Done in five minutes.' },
      { by: 'ana', says: 'Thank you!', as: 'thanks', after: 8 },
      { by: 'emeka', reacts: 'like', about: 'thanks' },
    ],
    behind: [
      { who: 'bruno', unread: 5 },
      { who: 'dalia', unread: 4, undelivered: 4 },
    ],
  },
  {
    people: ['ana', 'bruno'],
    endedAgo: 35,
    happenings: [
      { by: 'ana', says: 'Do you have a minute for the release notes?' },
      { by: 'bruno', says: 'In ten. Is it much?', after: 2 },
      { by: 'ana', says: 'A page. The part about resuming after a lost connection reads badly.', as: 'notes' },
      { by: 'bruno', says: 'Send it over.', to: 'notes', after: 11 },
      { by: 'ana', says: 'It is in the shared folder, "notes-final-2".' },
      { by: 'bruno', says: 'final-2 😄', as: 'final' },
      { by: 'ana', reacts: 'haha', about: 'final' },
      {
        by: 'bruno',
        says: 'Read it. I would say what is promised first, and how it works after that.',
        after: 22,
        as: 'advice',
      },
      { by: 'ana', reacts: 'like', about: 'advice' },
      { by: 'ana', says: 'Much better like that. Thanks!', to: 'advice' },
    ],
  },
  {
    people: ['dalia', 'chidi'],
    endedAgo: 1500,
    happenings: [
      { by: 'dalia', says: 'How was the mountain?' },
      { by: 'chidi', says: 'Wet. We turned back at the hut.', after: 50, as: 'hut' },
      { by: 'dalia', reacts: 'sad', about: 'hut' },
      { by: 'chidi', says: 'But the soup there was worth it.' },
      { by: 'dalia', says: 'Next time I come for the soup, then.', after: 3 },
    ],
  },
  {
    people: ['emeka', 'ana'],
    endedAgo: 4,
    happenings: [
      { by: 'emeka', says: 'Are you in tomorrow? I could use a second pair of eyes on the batch writer.' },
      {
        by: 'emeka',
        says: 'Two batches that share chats wait for each other, and I want to be sure it is never in a circle.',
      },
    ],
    behind: [{ who: 'ana', unread: 2 }],
  },
  {
    people: ['freya', 'emeka'],
    endedAgo: 2900,
    happenings: [
      { by: 'freya', says: 'Do you still have my bicycle pump?' },
      { by: 'emeka', says: 'On your desk.', after: 70, as: 'pump' },
      { by: 'freya', reacts: 'love', about: 'pump' },
    ],
  },
];
