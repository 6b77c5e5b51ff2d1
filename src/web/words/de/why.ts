// Warum gefragt wird. Das Programm nennt die Regel; hier steht sie in Wörtern der Seite.
import type { AskingRule } from '../../../contract/asking.ts';
import type { Words } from '../en.ts';

const WHY: Readonly<Record<AskingRule, string>> = {
  'the bytes before cannot be kept for undo': 'sich der Zustand davor nicht aufbewahren lässt',
  'deleting always asks in a folder with access write': 'in diesem Ordner vor jedem Löschen gefragt wird',
  'a replacement loses more than half of a file': 'mehr als die Hälfte einer Datei verloren ginge',
  'a move leaves its folder': 'eine Datei ihren Ordner verlassen würde',
  'mode auto: something is deleted': 'etwas gelöscht würde',
  'mode auto: a move leaves its folder': 'eine Datei ihren Ordner verlassen würde',
  'mode auto: a file is replaced': 'eine Datei ersetzt würde',
  'mode auto: more than 50 operations': 'es mehr als 50 Änderungen auf einmal sind',
  'mode auto: a hidden file is touched': 'es um eine versteckte Datei geht',
  'mode auto: a program is touched': 'es um ein Programm geht',
  'mode auto: a file was changed by someone else in the last 10 minutes':
    'jemand anderes eine der Dateien in den letzten 10 Minuten geändert hat',
  'a folder that the agent wants always asks': 'nach einem Ordner, den der Agent möchte, immer gefragt wird',
  'a host that the agent wants always asks; what is sent there has left this computer':
    'nach einem Ort im Netz immer gefragt wird: Was dorthin geht, hat diesen Computer verlassen',
  'a schedule that the agent wants always asks': 'nach einem Zeitplan, den der Agent möchte, immer gefragt wird',
};

/** Regeln einer neueren Version kennt diese Seite vielleicht nicht. */
export const why: Words['question']['why'] = (rule) =>
  Object.hasOwn(WHY, rule) ? `Gefragt wird, weil ${WHY[rule as AskingRule]}.` : `Gefragt wird, weil: ${rule}`;
