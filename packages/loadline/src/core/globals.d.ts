/** Version of loadline, put in by the build. */
declare const LOADLINE_VERSION: string;
