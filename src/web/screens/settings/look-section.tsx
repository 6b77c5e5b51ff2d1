// Colours and language, kept in this browser.
import { useState } from 'react';
import { Choice } from '../../parts/choice.tsx';
import { chooseTheme, currentTheme, THEMES } from '../../state/theme.ts';
import { chooseLanguage, language, languages, words } from '../../words/words.ts';
import { Section } from './section.tsx';

export function LookSection() {
  const [theme, setTheme] = useState(currentTheme);
  const said = words.settings;
  return (
    <Section title={said.look}>
      <div className="flex flex-col gap-3 pt-3">
        <Choice
          label={said.theme}
          value={theme}
          options={THEMES.map((value) => ({ value, label: said.themes[value] }))}
          onChange={(chosen) => {
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        />
        <Choice
          label={said.language}
          value={language}
          options={languages.map((value) => ({ value, label: said.languages[value] }))}
          onChange={chooseLanguage}
        />
      </div>
    </Section>
  );
}
