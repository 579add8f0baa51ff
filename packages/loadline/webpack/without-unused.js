import TerserPlugin from 'terser-webpack-plugin';

/** Not minified: names, lines and structure stay. Only what nothing uses is taken out, as every virtual user would keep it. */
export const withoutUnused = new TerserPlugin({
  exclude: /\.control\.js$/,
  extractComments: false,
  // Last in a build, when nothing else runs.
  parallel: 2,
  terserOptions: {
    mangle: false,
    compress: {
      defaults: false,
      unused: true,
      dead_code: true,
      toplevel: true,
      side_effects: true,
      // Constants, and what constant objects hold, stand where they are used.
      reduce_vars: true,
      evaluate: true,
      hoist_props: true,
      inline: 1,
      passes: 2,
      // How webpack writes a JSON file, such as thresholds.
      pure_funcs: ['JSON.parse'],
    },
    format: { beautify: true, indent_level: 2, comments: false },
  },
});
