// What an accessibility checker finds in the page as it stands. IBM's (Apache-2.0), because axe-core is under the MPL.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const ENGINE = createRequire(import.meta.url).resolve('accessibility-checker-engine/ace.js');

/** Violations only, as "rule: message (path)"; what a person would have to judge is left out. Looks once the page's main part is there. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.getByRole('main').first().waitFor();
  await page.evaluate(`${readFileSync(ENGINE, 'utf8')}`);
  return page.evaluate(`(async () => {
    const report = await new ace.Checker().check(document, ['WCAG_2_1']);
    return report.results
      .filter(({ value }) => value[0] === 'VIOLATION' && value[1] === 'FAIL')
      .map(({ ruleId, message, path }) => ruleId + ': ' + message + ' (' + path.dom + ')');
  })()`);
}
