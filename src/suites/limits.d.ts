/** A limits file, turned into rules by the build. */
declare module '*.json?rules' {
  const limits: import('../load/limits').CompiledLimits;
  export default limits;
}
