// Worte über das, was Befehle gesendet haben.
import type { Words } from '../en.ts';

const WHY: Readonly<Record<string, string>> = {
  unknown_host: 'niemand hat diesen Server erlaubt',
  bad_name: 'kein schlichter Servername',
  model_service: 'ein KI-Dienst, den Befehle nie erreichen',
  method: 'hier ist nur Herunterladen erlaubt',
  path: 'dieser Pfad ist nicht erlaubt',
  private_address: 'ein privates Netz',
  too_many: 'mehr, als das Verzeichnis fasst',
};

export const network: Words['network'] = {
  menu: 'Was Befehle sendeten…',
  title: 'Was die Befehle sendeten',
  none: 'Die Befehle sendeten nichts und wollten nichts senden.',
  more: 'Mehr',
  why: WHY,
  refused: (why, times) => `Abgelehnt${times > 1 ? ` (${times}-mal)` : ''}: ${why}`,
  failed: (why) => `Daraus wurde nichts: ${why}`,
  open: 'War unterwegs',
  sent: (status, out, back) => `${status === undefined ? '' : `Antwort ${status}, `}gesendet ${out}, erhalten ${back}`,
};
