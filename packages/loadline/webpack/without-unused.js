import TerserPlugin from 'terser-webpack-plugin';

/** Removes unused code, which every virtual user would keep in memory. It does not minify: names, lines and structure stay. */
export const withoutUnused = new TerserPlugin({
  exclude: /\.control\.js$/,
  extractComments: false,
  // This is the last step of a build, so nothing else runs.
  parallel: 2,
  terserOptions: {
    mangle: false,
    compress: {
      defaults: false,
      unused: true,
      dead_code: true,
      toplevel: true,
      side_effects: true,
      // Replaces constants, and fields of constant objects, by their values.
      reduce_vars: true,
      evaluate: true,
      hoist_props: true,
      inline: 1,
      passes: 2,
      // webpack imports a JSON file, such as thresholds, with this call.
      pure_funcs: ['JSON.parse'],
    },
    format: { beautify: true, indent_level: 2, comments: false },
  },
});
