/** A limits file, turned into rules by the build: `CompiledLimits` as JSON. */
declare module '*.json?rules' {
  const limits: string;
  export default limits;
}
