// Tells a webhook how a run ended: WEBHOOK_URL, and TEST, STATUS, VERDICT, EXIT_CODE, RUN. Without an address nothing is sent.
const {
  WEBHOOK_URL,
  TEST,
  STATUS,
  VERDICT,
  EXIT_CODE,
  RUN,
  GITHUB_SERVER_URL,
  GITHUB_REPOSITORY,
  GITHUB_RUN_ID,
} = process.env;

if (WEBHOOK_URL) {
  const url = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  // `text` is what chats show.
  const text = `${TEST}: ${VERDICT || STATUS} ${url}`;
  const body = {
    text,
    test: TEST,
    status: STATUS,
    verdict: VERDICT || null,
    exitCode: Number(EXIT_CODE || 1),
    run: RUN,
    url,
  };
  // The address may be a secret: neither it nor an error that quotes it is printed.
  const response = await fetch(WEBHOOK_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined);
  console.log(response ? `the webhook answered ${response.status}` : 'the webhook could not be reached');
  if (!response?.ok) process.exitCode = 1;
}
