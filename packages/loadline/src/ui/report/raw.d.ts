/** A file as text, put in by vite and webpack alike. */
declare module '*?raw' {
  const text: string;
  export default text;
}
