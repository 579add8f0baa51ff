/** Help of a command besides its options. */
export interface HelpText {
  /** At least two command lines, each with a description. */
  readonly examples: readonly (readonly [line: string, does: string])[];
}

const MANIFEST =
  'loadline manifest k8s vacancies-load --instances 3 --image registry.example.com/load:1 --run-id nightly-17';

/** Help texts by command. */
export const HELP_TEXTS: Readonly<Record<string, HelpText>> = {
  init: {
    examples: [
      ["loadline init orders --proto 'api/**/*.proto' --target 127.0.0.1:50051", 'from protos'],
      ['loadline init orders --openapi openapi.yaml --target 127.0.0.1:8000', 'from an OpenAPI document'],
    ],
  },
  generate: {
    examples: [
      ['loadline generate', 'the types of protos and OpenAPI documents, into src/gen'],
      ['loadline generate --check', 'in CI, where they are kept in git'],
    ],
  },
  doctor: {
    examples: [
      ['loadline doctor', 'Node, k6, Go, ports, open files, proxies, clock'],
      ['K6=/opt/k6 loadline doctor', 'the same with another k6'],
    ],
  },
  k6: {
    examples: [
      ['loadline k6 install', 'builds k6, unless there is a k6 that can be used'],
      ['loadline k6 path', 'the one that is used'],
    ],
  },
  'k6 install': {
    examples: [
      ['loadline k6 install', 'builds k6, unless there is a k6 that can be used'],
      ['loadline k6 install && loadline doctor', 'and looks whether all else is there'],
    ],
  },
  'k6 path': {
    examples: [
      ['loadline k6 path', 'the one that is used'],
      ['K6=/opt/k6 loadline k6 path', 'whether another one can be used'],
    ],
  },
  'k6 remove': {
    examples: [
      ['loadline k6 remove', 'the one in the cache'],
      ['loadline k6 remove && loadline k6 install', 'builds it again'],
    ],
  },
  run: {
    examples: [
      ['loadline run vacancies-load', 'a test of the registry'],
      [
        'loadline run --users 20 --duration 1m --tags listing',
        'the current test, smaller, some journeys only',
      ],
      ['loadline run vacancies-load --instances 3', 'three k6 processes, one schedule, one verdict'],
      ['loadline run --debug', 'each journey once, with every request and reply'],
      ["loadline run --json vacancies-load | jq '.reasons'", 'the result for programs'],
    ],
  },
  console: {
    examples: [
      ['loadline console', 'the tests and runs of this folder, at http://127.0.0.1:8700'],
      [
        'loadline console --host 0.0.0.0 --token-file token --public-name load.example.com',
        'for others too, behind a proxy that speaks TLS',
      ],
    ],
  },
  prune: {
    examples: [
      ['loadline prune --keep 50 --dry-run', 'names the runs that are older than the last 50'],
      ['loadline prune --keep 50', 'and deletes them'],
    ],
  },
  plan: {
    examples: [
      ['loadline plan vacancies-step', 'settings with their sources, users over time, memory, thresholds'],
      ['loadline plan --profile stress --set profile.users=500', 'the current test with other values'],
      ['loadline plan vacancies-load --instances 5', 'what each of five machines needs'],
    ],
  },
  list: {
    examples: [
      ['loadline list', 'the tests of the registry'],
      ['loadline list --runs --json', 'the runs in reports/, newest first, for programs'],
    ],
  },
  report: {
    examples: [
      ['loadline report reports/nightly-17', 'verdict and reports of one run, anew'],
      [
        'loadline report a/nightly-17 b/nightly-17 --out merged',
        'one verdict over instances of two machines',
      ],
    ],
  },
  collect: {
    examples: [
      [
        'loadline collect --run-id nightly-17 --instances 3 --listen 0.0.0.0:8080',
        'one verdict for three machines',
      ],
      [
        'loadline run vacancies-load --run-id nightly-17 --instance 1/3 --collector http://collect:8080',
        'on the first of them; both get LOADLINE_COLLECTOR_TOKEN',
      ],
    ],
  },
  manifest: {
    examples: [
      [MANIFEST, 'three Pods, and one for the verdict'],
      ['loadline manifest k8s --help', 'all options'],
    ],
  },
  'manifest k8s': {
    examples: [
      [MANIFEST, 'three Pods, and one for the verdict'],
      [`${MANIFEST} | kubectl apply -f -`, 'and makes them in the cluster'],
      [
        'loadline manifest k8s vacancies-load --instances 3 --image registry.example.com/load:1 --schedule "17 2 * * 0" --time-zone America/New_York',
        'a CronJob that starts one each Sunday',
      ],
    ],
  },
  k8s: {
    examples: [
      ['loadline k8s wait nightly-17', 'follows the run, and ends with its code'],
      ['loadline k8s delete nightly-17', 'removes it'],
    ],
  },
  'k8s run': {
    examples: [
      [
        'loadline k8s run vacancies-load --instances 3 --image registry.example.com/load:1',
        'makes the objects, and follows the run until its verdict',
      ],
      [
        'loadline k8s run vacancies-load --instances 3 --image registry.example.com/load:1 --context staging',
        'in another cluster',
      ],
    ],
  },
  'k8s runner': {
    examples: [
      [
        'loadline k8s runner run /opt/loadline/dist/vacancies.js',
        'with all options that the operator gives to k6: number and count of the runner are among them',
      ],
      ['loadline k8s runner run /opt/loadline/dist/requests.js', 'for another suite'],
    ],
  },
  'k8s wait': {
    examples: [
      ['loadline k8s wait nightly-17', 'in the current context of kubectl'],
      ['loadline k8s wait nightly-17 --context staging --namespace load', 'in another one'],
    ],
  },
  'k8s delete': {
    examples: [
      ['loadline k8s delete nightly-17', 'Jobs, Service, Secret, NetworkPolicy and volume'],
      ['loadline k8s delete nightly-17 --namespace load', 'in another namespace'],
    ],
  },
  cloud: {
    examples: [
      [
        'loadline cloud vacancies-load --env stage',
        'lists what is missing; else uploads, runs and follows it',
      ],
      ['loadline cloud vacancies-load --local-execution', 'the load comes from this machine'],
    ],
  },
  capacity: {
    examples: [
      ['loadline capacity vacancies-load', 'from 10 to 2,000 users, in at most half an hour'],
      [
        'loadline capacity requests --from 5 --to 80 --duration 1m --budget 1h',
        'other limits, longer levels',
      ],
    ],
  },
  prove: {
    examples: [
      ['loadline prove vacancies-load', 'which thresholds break under a fault, and which never do'],
      ['loadline prove requests --users 10 --duration 5s', 'with a smaller load'],
    ],
  },
  thresholds: {
    examples: [
      ['loadline thresholds suggest vacancies-load reports/before-*', 'a diff of thresholds/vacancies.json'],
      ['loadline thresholds suggest vacancies-load reports/before-* --json', 'for scripts'],
    ],
  },
  'thresholds suggest': {
    examples: [
      ['loadline thresholds suggest vacancies-load reports/before-*', 'a diff of thresholds/vacancies.json'],
      ['loadline thresholds suggest vacancies-load reports/before-* --write', 'writes the file'],
    ],
  },
  compare: {
    examples: [
      ['loadline compare reports/main -- reports/branch', 'all runs below two folders'],
      ['loadline compare --gate reports/before-* -- reports/after-*', 'for CI: the exit code tells'],
      [
        'loadline compare --baseline release-1 -- reports/after-*',
        'with a baseline that the console has stored',
      ],
    ],
  },
  setup: {
    examples: [
      ['loadline setup fractal --users 50', 'makes the users of the test, and leaves them there'],
      ['loadline sweep fractal --users 50', 'removes them again'],
    ],
  },
  sweep: {
    examples: [
      ['loadline sweep vacancies --run 20260301-120000-a1b2 --dry-run', 'lists what one run left'],
      ['loadline sweep vacancies --older-than 1h', 'removes what runs of more than an hour ago left'],
    ],
  },
  archive: {
    examples: [
      ['loadline archive vacancies', 'into dist/vacancies.tar'],
      ['PROFILE=load USERS=20 loadline archive vacancies --out load.tar', 'with another load, elsewhere'],
      ['loadline archive vacancies --instances 2', 'for two k6 processes that share the load'],
    ],
  },
  serve: {
    examples: [
      ['loadline serve vacancies', 'on its usual port; it prints the accounts'],
      ['loadline serve requests --port 0 --fail-share 0.01', 'on a free port, with a fault'],
    ],
  },
  demo: {
    examples: [
      ['loadline demo', 'the vacancies suite against its own service'],
      ['loadline demo requests --users 10 --duration 10s', 'another suite, smaller'],
    ],
  },
  build: {
    examples: [
      ['loadline build', 'the bundles of the project in the current folder'],
      ['loadline build orders --watch', 'one suite, and again after each change'],
    ],
  },
  check: {
    examples: [
      ['loadline check', 'after an edit of thresholds/ or plans/profiles/ and `make build`'],
      ['loadline check && loadline plan', 'then what the current test would do'],
    ],
  },
  completion: {
    examples: [
      ['npx --no-install loadline completion bash > ~/.loadline.bash', '~/.bashrc: source ~/.loadline.bash'],
      [
        'npx --no-install loadline completion fish > ~/.config/fish/completions/loadline.fish',
        'fish reads it by itself',
      ],
    ],
  },
  help: {
    examples: [
      ['loadline help run', 'the same as loadline run --help'],
      ['loadline help exit-codes', 'verdicts and exit codes'],
      ['loadline help errors', 'what the code behind an error means'],
    ],
  },
};

/** Names of the options in each group. An option without a group is listed under "Options". */
export const OPTION_GROUPS: Readonly<Record<string, readonly string[]>> = {
  'The load': ['users', 'duration', 'spawn-rate', 'profile', 'repeat', 'start-at'],
  'What runs, and where': ['env', 'host', 'tags', 'exclude-tags', 'skip-health', 'set', 'log-level', 'proxy'],
  'How it runs': ['debug', 'probe', 'flat', 'instances', 'instance', 'run-id', 'collector'],
  'In the cluster': ['image', 'namespace', 'accounts', 'wait', 'node', 'keep-samples', 'context'],
  'While it runs': ['dashboard', 'open', 'console'],
  'Who may ask': ['token-file', 'public-name'],
  'What it prints': ['quiet', 'verbose', 'json'],
  Reports: ['html', 'csv', 'junit', 'baseline', 'out', 'report-mode'],
  'Which runs can be compared': ['margin', 'force'],
  'For CI': ['gate', 'allow-inconclusive'],
};
