import type { ComponentChildren } from 'preact';

/** Properties of every page of the console. */
export interface PageFrame {
  readonly title: string;
  /** Entry of the navigation that is marked as the current page. */
  readonly at: '/' | '/runs' | '/compare' | 'none';
  /** Value that requests from this page must contain. */
  readonly nonce: string;
  /** Paths of the page's scripts other than `report.js`. */
  readonly scripts?: readonly string[];
}

const LINKS = [
  ['/', 'Start'],
  ['/runs', 'Runs'],
  ['/compare', 'Compare'],
] as const;

/** A page of the console: navigation, scripts and content. */
export function Layout({
  title,
  at,
  nonce,
  scripts = [],
  children,
}: PageFrame & { children: ComponentChildren }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="loadline" content={nonce} />
        <title>{`${title} – loadline`}</title>
        <link rel="stylesheet" href="/console.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="console">
          <b>loadline</b>
          <nav aria-label="Console">
            <ul>
              {LINKS.map(([href, name]) => (
                <li key={href}>
                  <a href={href} aria-current={href === at ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="content">
          {/* A link to the heading moves the focus to it. */}
          <h1 id="title" tabIndex={-1}>
            {title}
          </h1>
          {children}
        </main>
        {['/report.js', ...scripts].map((src) => (
          <script key={src} src={src} defer />
        ))}
      </body>
    </html>
  );
}
