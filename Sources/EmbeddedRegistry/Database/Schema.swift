import Foundation
import GRDB

/// The tables and their migrations.
enum Schema {
    /// Identifies the file as a registry's (`PRAGMA application_id`): "RSTR".
    private static let applicationID = 0x5253_5452

    /// Refuses a file created by another program, before anything is written to it.
    ///
    /// A file of ours may contain only the migrator's table, if the process was killed before the first migration.
    static func rejectForeignFile(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        try rejectForeign(DatabaseQueue(path: path, configuration: configuration), name: path)
    }

    /// Like ``rejectForeignFile(_:)``, for an open database.
    static func rejectForeign(_ connection: DatabaseQueue, name: String) throws {
        let isForeign = try connection.read { database in
            let mark = try Int.fetchOne(database, sql: "PRAGMA application_id")
            let tables =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
            return mark != applicationID && tables > 0
        }
        if isForeign { throw RegistryError.foreign(file: name) }
    }

    /// Creates or updates the tables.
    static func migrate(_ connections: DatabaseQueue, name: String) throws {
        let migrator = migrator
        if try connections.read(migrator.hasBeenSuperseded) { throw RegistryError.newer(file: name) }
        try mark(connections)
        try migrator.migrate(connections)
    }

    /// Sets the application ID before any table exists: the migrator commits its own table first.
    private static func mark(_ connections: DatabaseQueue) throws {
        try connections.writeWithoutTransaction { database in
            guard try Int.fetchOne(database, sql: "PRAGMA application_id") != applicationID else { return }
            try database.inTransaction(.immediate) {
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                return .commit
            }
        }
    }

    /// All migrations, in order.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: task definitions, clusters, services, tasks") { database in
            try database.execute(sql: definitionTables)
            try database.execute(sql: useTables)
        }
        migrator.registerMigration("2: what changes with time") { database in
            try database.execute(sql: timeColumns)
            try database.execute(sql: deploymentTables)
        }
        migrator.registerMigration("3: how far tests have moved the clock") { database in
            try database.execute(sql: "CREATE TABLE clock (id INTEGER PRIMARY KEY CHECK (id = 1), lead REAL NOT NULL)")
        }
        return migrator
    }

    /// `families.last` is the highest revision number ever used, so that none is reused. Contents are stored apart from
    /// what changes, so that a status change writes few bytes. A content is the response's JSON without the members in
    /// `revisions`.
    private static let definitionTables = """
        CREATE TABLE families (
            id INTEGER PRIMARY KEY,
            scope TEXT NOT NULL,
            name TEXT NOT NULL,
            last INTEGER NOT NULL,
            lastRegisteredAt INTEGER NOT NULL,
            UNIQUE (scope, name)
        );
        CREATE TABLE contents (
            id INTEGER PRIMARY KEY,
            json BLOB NOT NULL
        );
        CREATE TABLE revisions (
            family INTEGER NOT NULL REFERENCES families (id),
            number INTEGER NOT NULL,
            status TEXT NOT NULL,
            registeredAt INTEGER NOT NULL,
            deregisteredAt INTEGER,
            tags BLOB,
            content INTEGER NOT NULL REFERENCES contents (id),
            PRIMARY KEY (family, number)
        ) WITHOUT ROWID;
        CREATE INDEX revisionsByStatus ON revisions (family, status, number);
        """

    /// `json` is the shape as Describe returns it, without the counts that are computed on reading.
    private static let useTables = """
        CREATE TABLE clusters (
            id INTEGER PRIMARY KEY,
            scope TEXT NOT NULL,
            name TEXT NOT NULL,
            json BLOB NOT NULL,
            UNIQUE (scope, name)
        );
        CREATE TABLE services (
            id INTEGER PRIMARY KEY,
            cluster INTEGER NOT NULL REFERENCES clusters (id),
            name TEXT NOT NULL,
            launchType TEXT,
            schedulingStrategy TEXT NOT NULL,
            clientToken TEXT,
            request BLOB NOT NULL,
            json BLOB NOT NULL,
            UNIQUE (cluster, name)
        );
        CREATE TABLE tasks (
            id INTEGER PRIMARY KEY,
            cluster INTEGER NOT NULL REFERENCES clusters (id),
            name TEXT NOT NULL,
            family TEXT NOT NULL,
            service INTEGER REFERENCES services (id),
            startedBy TEXT,
            launchType TEXT,
            desiredStatus TEXT NOT NULL,
            stoppedAt INTEGER,
            clientToken TEXT,
            request BLOB,
            json BLOB NOT NULL,
            UNIQUE (cluster, name)
        );
        CREATE INDEX tasksByStatus ON tasks (cluster, desiredStatus, id);
        CREATE INDEX tasksByService ON tasks (service, desiredStatus, id);
        CREATE INDEX tasksByOrigin ON tasks (service, desiredStatus, startedBy, id) WHERE service IS NOT NULL;
        CREATE INDEX tasksByStop ON tasks (cluster, stoppedAt) WHERE stoppedAt IS NOT NULL;
        CREATE INDEX tasksByToken ON tasks (cluster, clientToken) WHERE clientToken IS NOT NULL;
        """

    /// Times are in milliseconds since 1970. `dueAt` is when a row's next step is due, null if it has none. Tasks from
    /// before this migration go through their states without delay.
    private static let timeColumns = """
        ALTER TABLE clusters ADD COLUMN status TEXT NOT NULL DEFAULT 'ACTIVE';
        ALTER TABLE services ADD COLUMN status TEXT NOT NULL DEFAULT 'ACTIVE';
        ALTER TABLE services ADD COLUMN dueAt INTEGER;
        CREATE INDEX servicesByDue ON services (dueAt) WHERE dueAt IS NOT NULL;
        ALTER TABLE tasks ADD COLUMN definition TEXT;
        ALTER TABLE tasks ADD COLUMN instance TEXT;
        ALTER TABLE tasks ADD COLUMN createdAt INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tasks ADD COLUMN runsAt INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tasks ADD COLUMN stoppingAt INTEGER;
        UPDATE tasks SET
            definition = json_extract(CAST(json AS TEXT), '$.taskDefinitionArn'),
            createdAt = CAST(round(json_extract(CAST(json AS TEXT), '$.createdAt') * 1000) AS INTEGER),
            runsAt = CAST(round(json_extract(CAST(json AS TEXT), '$.createdAt') * 1000) AS INTEGER),
            stoppingAt = stoppedAt;
        CREATE INDEX tasksByDefinition ON tasks (definition);
        CREATE INDEX tasksByEnd ON tasks (stoppedAt) WHERE stoppedAt IS NOT NULL;
        DROP INDEX tasksByStop;
        DROP INDEX tasksByOrigin;
        CREATE INDEX tasksByOrigin ON tasks (service, startedBy, desiredStatus, runsAt, stoppedAt)
            WHERE service IS NOT NULL;
        ALTER TABLE revisions ADD COLUMN deleteRequestedAt INTEGER;
        ALTER TABLE revisions ADD COLUMN dueAt INTEGER;
        CREATE INDEX revisionsByDue ON revisions (dueAt) WHERE dueAt IS NOT NULL;
        """

    /// Service deployments and service revisions, in the order of creation. `json` is the shape as Describe returns it.
    private static let deploymentTables = """
        CREATE TABLE serviceDeployments (
            id INTEGER PRIMARY KEY,
            service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            json BLOB NOT NULL,
            UNIQUE (service, name)
        );
        CREATE TABLE serviceRevisions (
            id INTEGER PRIMARY KEY,
            service INTEGER NOT NULL REFERENCES services (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            json BLOB NOT NULL,
            UNIQUE (service, name)
        );
        """
}
