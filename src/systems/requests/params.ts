/** Types of requests that the service accepts. */
export const REQUEST_TYPES = ['check_url', 'check_file', 'add_data'] as const;
export type RequestType = (typeof REQUEST_TYPES)[number];

interface CommonParams {
  readonly dataset: string;
  readonly collection: string;
  readonly organisationName?: string;
  readonly column_mapping?: Readonly<Record<string, string>>;
  readonly geom_type?: string;
}

/** Checks data at a URL. */
export interface CheckUrl extends CommonParams {
  readonly type: 'check_url';
  readonly url: string;
}

/** Checks an uploaded file. */
export interface CheckFile extends CommonParams {
  readonly type: 'check_file';
  readonly original_filename: string;
  /** Object key in the upload bucket. */
  readonly uploaded_filename: string;
}

/** Adds data at a URL to the platform. */
export interface AddData extends CommonParams {
  readonly type: 'add_data';
  readonly url?: string;
  readonly documentation_url?: string;
  readonly authoritative?: boolean;
  readonly licence?: string;
  readonly start_date?: string;
  readonly organisation?: string;
  readonly plugin?: 'arcgis' | 'wfs';
  readonly github_branch?: string;
}

/** Parameters of a request. */
export type RequestParams = CheckUrl | CheckFile | AddData;

/** A request as the service returns it. */
export interface RequestReply {
  readonly id: string;
  readonly type: RequestType;
  readonly status: 'NEW' | 'PROCESSING' | 'COMPLETE' | 'FAILED';
  readonly created: string;
  readonly modified: string;
  /** Null until a worker is done. */
  readonly response: {
    readonly data?: { readonly 'column-field-log'?: unknown } | null;
    readonly error?: JobError | null;
  } | null;
}

/** Why a worker could not process the request, as far as the user is told. */
interface JobError {
  readonly errMsg?: string | null;
  readonly errMsgDetail?: string | null;
}

/** Result of a worker for one row of the data. */
export interface Detail {
  /** Number of the row, from 1. */
  readonly entry_number: number;
  readonly issue_logs: readonly Readonly<Record<string, unknown>>[];
  readonly transformed_row: unknown;
}

/** One page of details. */
export interface DetailPage {
  readonly details: readonly Detail[];
  /** Number of details on all pages, after the filter. */
  readonly total: number;
  /** Position of the page among all details, according to the service. */
  readonly offset: number;
  readonly limit: number;
}
