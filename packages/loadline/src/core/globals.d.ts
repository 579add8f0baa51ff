/** Version of loadline. The build inserts it. */
declare const LOADLINE_VERSION: string;
