/** What one folder of `src` must not import. */
export interface Border {
  readonly folder: string;
  readonly forbidden: readonly {
    /** Regular expression over the import specifier as written. */
    readonly pattern: string;
    readonly why: string;
    /** True where importing types alone is allowed. */
    readonly typeOnly: boolean;
  }[];
}

export declare const borders: readonly Border[];
