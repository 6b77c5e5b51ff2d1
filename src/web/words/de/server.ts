// Was das Programm selbst auf Englisch sagt, auf Deutsch: ein Satz für jede Art von Fehler und für jede Art zu warten.
import type { ErrorCode } from '../../../contract/errors.ts';
import { PAUSED_BY_YOU, type WaitingFor } from '../../../contract/task.ts';
import type { Words } from '../en.ts';

const ERRORS: Readonly<Record<ErrorCode, string>> = {
  bad_request: 'Das war so nicht zu verstehen',
  unauthorized: 'Dieser Browser ist nicht angemeldet. Ein neuer Link dafür: cowork open',
  forbidden: 'Von dieser Adresse aus geht das nicht',
  not_found: 'Das gibt es nicht oder nicht mehr',
  method_not_allowed: 'Das geht an dieser Adresse nicht',
  already_decided: 'Das wurde schon an anderer Stelle beantwortet; jene Antwort gilt',
  task_finished: 'Die Aufgabe ist schon zu Ende',
  pause_first: 'Die Aufgabe arbeitet gerade. Halten Sie sie zuerst an',
  undo_possible: 'Änderungen dieser Aufgabe lassen sich noch rückgängig machen; das ginge verloren',
  schedule_busy: 'Ein Lauf dieses Zeitplans arbeitet noch',
  undo_conflict: 'Dateien wurden seither geändert; das Rückgängigmachen würde diese Änderungen verlieren. Nichts wurde getan',
  idempotency_mismatch: 'Diese Anfrage passt nicht zu ihrer ersten. Nichts wurde getan; bitte noch einmal',
  too_large: 'Das ist zu groß',
  range_not_satisfiable: 'Diesen Teil gibt es in der Datei nicht',
  invalid: 'Eine Angabe ist so nicht möglich',
  operations_needed: 'Andere Änderungen brauchen eine, die abgewählt ist',
  not_available: 'Das kann diese Version nicht',
  engine_down: 'Das Programm antwortet gerade nicht. Nichts ist verloren; bitte gleich noch einmal',
  desktop_away: 'Der Computer mit den Ordnern ist nicht zu erreichen. Nichts ist verloren; es geschieht, sobald er da ist',
  engine_missing: 'Ein Teil des Programms ist nicht installiert. Was fehlt, sagt: cowork doctor',
  bad_config: 'Eine Einstellung ist nicht brauchbar',
  not_running: 'Durable Cowork läuft nicht. Es beginnt mit: cowork start',
  internal: 'Im Programm ging etwas schief. Ihre Aufgaben und Dateien sind davon nicht berührt',
  database_newer: 'Die Daten stammen von einer neueren Version; bitte diese wieder installieren',
  upgrade_failed: 'Die Daten ließen sich nicht auf den neuen Stand bringen; sie sind wie zuvor',
  bad_archive: 'Dieses Archiv lässt sich nicht einlesen',
  database_corrupt: 'Eine Datenbank ist beschädigt. Was hilft, sagt: cowork doctor',
  database_busy: 'Ein anderes Programm hält die Daten fest; bitte gleich noch einmal',
  locked: 'Ein anderer Vorgang hält das gerade fest',
  not_granted: 'Für diesen Ort gibt es keine Erlaubnis',
  sensitive_place: 'Dieser Ort ist geschützt und wird für Aufgaben nie geöffnet',
  no_such_file: 'Diese Datei oder diesen Ordner gibt es nicht',
  not_a_folder: 'Das ist kein Ordner',
  is_a_folder: 'Das ist ein Ordner',
  bad_path: 'Dieser Pfad ist nicht möglich',
  special_file: 'Es geht nur mit gewöhnlichen Dateien, Ordnern und Verknüpfungen',
  target_exists: 'Am Ziel ist schon etwas',
  text_not_found: 'Der Text, der ersetzt werden sollte, fand sich nicht genau einmal',
  placeholder_file: 'Die Datei liegt nur in der Cloud; ihr Inhalt ist nicht auf diesem Computer',
  changed_meanwhile: 'Jemand hat eine Datei inzwischen geändert. Nichts wurde getan',
  disk_full: 'Der Datenträger ist voll. Nichts ist verloren; schaffen Sie Platz und versuchen Sie es noch einmal',
  read_only: 'An diesem Ort lässt sich nichts schreiben',
  no_permission: 'Das System erlaubt den Zugriff nicht',
  folder_gone: 'Der Ordner ist nicht mehr da',
  cross_device: 'Das Ziel liegt auf einem anderen Datenträger',
  io_error: 'Der Datenträger meldete einen Fehler',
  stuck: 'Eine Änderung ließ sich weder beenden noch zurücknehmen; was sie bewahrt, bleibt',
  sandbox_failed: 'Die abgeschottete Umgebung hat es nicht getan',
  model_rate_limited: 'Der KI-Dienst ist beschäftigt',
  model_overloaded: 'Der KI-Dienst ist überlastet',
  model_unreachable: 'Der KI-Dienst ist nicht zu erreichen',
  model_bad_request: 'Der KI-Dienst hat die Anfrage abgelehnt',
  model_auth: 'Der KI-Dienst nimmt den Schlüssel nicht an',
  model_no_credit: 'Das Guthaben beim KI-Dienst ist aufgebraucht',
  model_context_too_long: 'Das Gespräch ist länger, als das Modell lesen kann',
  model_not_configured: 'Es ist noch kein Schlüssel des KI-Dienstes da',
};

/** Welche Angabe, welche Datei oder welcher Grund, sagt nur das Programm: Das steht dahinter, wie es kommt. */
const NAMED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(['bad_request', 'invalid', 'operations_needed', 'too_large', 'bad_config', 'upgrade_failed', 'bad_archive'] as const),
  ...(['locked', 'sensitive_place', 'bad_path', 'io_error', 'stuck', 'sandbox_failed', 'no_permission'] as const),
  ...(['model_unreachable', 'model_bad_request'] as const),
]);

export const saidError: Words['error']['said'] = (code, detail) =>
  NAMED.has(code) && detail !== '' ? `${ERRORS[code]}: ${detail}` : `${ERRORS[code]}.`;

export const waitsFor: Words['waitsFor'] = (waiting) => {
  switch (waiting.kind) {
    case 'approval':
    case 'input':
      return 'Wartet auf Sie: 1 Frage';
    case 'desktop':
      return `Wartet auf Ihren Computer (seit ${time(waiting.since)})`;
    case 'model':
      return 'Der KI-Dienst antwortet gerade nicht; es wird wieder versucht';
    case 'budget':
      return budget(waiting);
    case 'credentials':
      return 'Der KI-Dienst nimmt keinen Schlüssel an: Es fehlt einer, er gilt nicht, oder das Guthaben ist aufgebraucht';
    case 'slot':
      return 'Wartet, bis sie an der Reihe ist';
    case 'children':
      return `Wartet auf Aufgaben, die sie begonnen hat${waiting.asks ? `; Fragen an Sie: ${waiting.asks.length}` : ''}`;
    case 'timer':
      return 'Wartet, bis es Zeit ist';
    case 'user':
      return waiting.text === PAUSED_BY_YOU ? 'Von Ihnen angehalten' : `Angehalten: ${waiting.text}`;
  }
};

function budget({ raise, until }: WaitingFor): string {
  if (raise?.maxUsd !== undefined) return 'Das Budget dieser Aufgabe ist verbraucht';
  if (raise?.maxSteps !== undefined) return 'Die erlaubten Schritte dieser Aufgabe sind getan';
  if (raise?.maxMinutes !== undefined) return 'Die erlaubte Arbeitszeit dieser Aufgabe ist um';
  return until === undefined ? 'Ein Budget ist verbraucht' : 'Das Budget dieses Tages ist verbraucht; morgen geht es weiter';
}

const time = (iso: string): string => new Date(iso).toLocaleTimeString('de', { hour: '2-digit', minute: '2-digit' });
