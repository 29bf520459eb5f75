/** What becomes of a table that is created without a primary key: a group finds rows by it, and takes none of a table that has no key. */
export class PrimaryKeys {
  /**
   * The server adds one, a column `my_row_id` that `SELECT *` does not show. A table to which it can add none is refused by `CREATE TABLE`: one that is partitioned, or has
   * an `AUTO_INCREMENT` column that is not its primary key.
   */
  public static invisible(): PrimaryKeys {
    return new PrimaryKeys('sql_generate_invisible_primary_key = ON');
  }

  /** `CREATE TABLE` fails with MySQL's error 3750, of temporary tables too, as on managed MySQL. */
  public static required(): PrimaryKeys {
    return new PrimaryKeys('sql_require_primary_key = ON');
  }

  private constructor(
    /** @internal Of a configuration file. */
    public readonly line: string,
  ) {}
}
