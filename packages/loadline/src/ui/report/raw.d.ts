/** The content of a file as text. Both vite and webpack support this import. */
declare module '*?raw' {
  const text: string;
  export default text;
}
