/// <reference lib="webworker" />
// Judges passwords by lists of what crackers try first. The lists are large, and the judging takes a while: in a worker
// of its own typing never waits for either. Nothing leaves it but the judgement.
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english, translations } from '@zxcvbn-ts/language-en';
import type { Judged, ToJudge } from './strength.ts';

const judge = new ZxcvbnFactory({
  dictionary: { ...common, ...english },
  graphs: adjacencyGraphs,
  translations,
});

addEventListener('message', ({ data }: MessageEvent<ToJudge>) => {
  const { password, known, id } = data;
  const { score, guesses, feedback } = judge.check(password, [...known]);
  const judged: Judged = {
    id,
    score,
    guesses,
    warning: feedback.warning ?? undefined,
    suggestion: feedback.suggestions[0],
  };
  postMessage(judged);
});
