import { execFileSync } from 'node:child_process';
import webpack from 'webpack';
import { project } from './process.js';

/** Builds the suites of `bench/suites/http` as those of the project are built. @param {string} folder */
export function buildHttpSuites(folder) {
  execFileSync(project('node_modules/.bin/webpack'), {
    cwd: project('.'),
    env: { ...process.env, SUITES: 'bench/suites/http', DIST: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Bundles the script written by hand that needs codecs: k6 finds no packages by itself. @param {string} folder */
export async function buildChaterPeer(folder) {
  const compiler = webpack({
    mode: 'production',
    context: project('.'),
    entry: { 'chater-handwritten': project('bench/peers/chater-handwritten.js') },
    target: 'es2022',
    output: {
      path: folder,
      filename: '[name].js',
      library: { type: 'commonjs' },
      chunkFormat: 'commonjs',
    },
    externalsType: 'commonjs',
    externals: [/^k6(\/.*)?$/],
    optimization: { minimize: false },
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'ts-loader',
          options: {
            transpileOnly: true,
            configFile: project('tsconfig.k6.json'),
            compilerOptions: { noEmit: false },
          },
        },
      ],
    },
  });
  await new Promise((resolve, reject) =>
    compiler.run((error, stats) => {
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')));
      else resolve(undefined);
    }),
  );
}
