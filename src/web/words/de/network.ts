// Worte über das, was Befehle gesendet haben.
import type { Refusal } from '../../../contract/network.ts';
import type { Words } from '../en.ts';

const WHY: Readonly<Record<Refusal, string>> = {
  unknown_host: 'niemand hat diesen Server erlaubt',
  bad_name: 'kein schlichter Servername',
  model_service: 'ein KI-Dienst, den Befehle nie erreichen',
  method: 'hier ist nur Herunterladen erlaubt',
  path: 'dieser Pfad ist nicht erlaubt',
  private_address: 'ein privates Netz',
  too_many: 'mehr, als das Verzeichnis fasst',
};

export const network: Words['network'] = {
  menu: 'Was Befehle sendeten …',
  title: 'Was die Befehle sendeten',
  none: 'Die Befehle sendeten nichts und wollten nichts senden.',
  more: 'Mehr',
  why: (why) => (Object.hasOwn(WHY, why) ? WHY[why as Refusal] : why),
  refused: (why, times) => `Abgelehnt${times > 1 ? ` (${times}-mal)` : ''}: ${why}`,
  failed: (why) => `Daraus wurde nichts: ${why}`,
  open: 'War unterwegs',
  sent: (status, out, back) => `${status === undefined ? '' : `Antwort ${status}, `}gesendet ${out}, erhalten ${back}`,
};
