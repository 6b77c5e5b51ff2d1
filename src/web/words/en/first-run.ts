// The words of the first visit and of the demo.
export const firstRun = {
  title: 'Welcome',
  intro:
    'Hand over a job. It is planned and done in your folders, you are asked before anything changes, and all of it can be undone.',
  steps: { model: 'Who does the work', folder: 'Where', task: 'The first task' },
  step: (n: number, of: number) => `Step ${n} of ${of}`,
  done: 'done',
  change: 'Change',
  next: 'Next',
  later: 'Not now',
  ways: {
    demo: {
      title: 'Try the scripted demo',
      hint: 'No AI, no key, nothing leaves this computer. One real job on made-up files, with a real undo.',
    },
    key: { title: 'Use a key', hint: 'Of the AI service. You pay there for what tasks use.' },
    local: { title: 'Use a model of your own', hint: 'At an address on this computer or in your network.' },
  },
  recommended: 'takes a minute',
  useDemo: 'Use the demo',
  useKey: 'Test and keep the key',
  keepAnyway: 'Keep it anyway',
  address: 'Address',
  addressHint: 'Such as http://127.0.0.1:11434',
  useLocal: 'Test and use it',
  modelReady: { demo: 'The scripted demo', key: 'The AI service, with your key', local: 'A model of your own' },
  demoFolder: (path: string) => `A folder of made-up files was made for the demo: ${path}`,
  useFolder: 'Use this folder',
  taskLabel: 'What should be done?',
  examples: 'For example',
  example: [
    'Sort this folder by type and year. Put copies of the same file aside.',
    'Make a list of everything in this folder: what it is, how old, how large.',
    'Find the invoices in this folder and write a sheet of dates, names and sums.',
  ],
  start: 'Start',
};

export const demo = {
  banner: 'Scripted demo, no AI',
  bannerHint: 'It can do one job: sort its own folder of made-up files.',
  again: 'Begin again',
  leave: 'Leave the demo',
};

export const picker = {
  title: 'Choose a folder',
  up: 'One folder up',
  hidden: 'Show hidden folders',
  empty: 'No folders in here',
  more: (count: number) => `${count} more are not shown`,
  choose: 'Use this folder',
  inside: (path: string) => `Folders in ${path}`,
};
