package org.scst.core.admin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The door to the configuration files, for shell and console; the configuration bundle registers it as a service.
 *
 * <p><b>Purpose.</b> Changes files the way an editor does and waits until the change is in force. <b>Threading.</b>
 * Thread-safe. <b>Blocking.</b> {@link #objects} reads memory; {@link #change} reports through its stage.
 */
@ProviderType
public interface ConfigurationFiles {

    /** Every object the files define now. */
    List<ConfiguredObject> objects();

    /** What is wrong in the files, as {@code check} and {@code status} show it: syntax, validation, and core's report. */
    List<FileProblem> problems();

    /**
     * Applies all edits or none: rereads each file, changes only the keys named, keeps comments, order, owner and mode, and
     * writes it (temporary file, fsync, rename).
     *
     * @return ends when core reports the generation in force
     */
    CompletionStage<ChangeReport> change(List<Edit> edits);

    /** Rescans the folder at once. */
    CompletionStage<ChangeReport> rescan();

    /**
     * What is wrong in a folder of configuration files, or in one file, as if they stood in the folder now; nothing is applied.
     *
     * @return ends with {@link ChangeRefusedException} when the path cannot be read
     */
    CompletionStage<List<FileProblem>> check(Path path);

    /**
     * What would change if a folder's files stood in the configuration folder; nothing is applied.
     *
     * @param folder empty for the configuration folder itself, as it is now
     * @return ends with {@link ChangeRefusedException} when the folder cannot be read
     */
    CompletionStage<ChangePlan> plan(Optional<Path> folder);

    /**
     * Brings the files into force now, without waiting until the folder rests. A file that is gone counts as deleted; an object
     * in use stays unless it is forced to go.
     *
     * @return ends when core reports the generation in force
     */
    CompletionStage<AppliedChange> apply(boolean force);

    /** Changes that can be taken back, the newest first. */
    CompletionStage<List<ConfigurationVersion>> versions();

    /**
     * What {@link #undo} would do.
     *
     * @param version empty for the last change
     * @return ends with {@link ChangeRefusedException} when there is no such version
     */
    CompletionStage<ChangePlan> planUndo(OptionalLong version);

    /**
     * Brings the files back to what they were before a change, as one change of its own, which can be taken back in turn.
     *
     * @param version empty for the last change
     * @param force also loses edits that were not accepted, and takes objects away from sessions
     */
    CompletionStage<AppliedChange> undo(OptionalLong version, boolean force);

    /**
     * A change that was brought into force.
     *
     * @param plan what changed, and who noticed
     * @param report what became of it
     */
    record AppliedChange(ChangePlan plan, ChangeReport report) {}

    /**
     * One object and its file.
     *
     * @param pid for example {@code org.scst.iscsi.target}
     * @param name instance name; empty for a singleton
     * @param file name of the file in the folder
     * @param properties its content
     */
    record ConfiguredObject(String pid, String name, String file, Map<String, String> properties) {

        /** Copies its arguments. */
        public ConfiguredObject {
            properties = Map.copyOf(properties);
        }
    }

    /**
     * Something wrong in a file.
     *
     * @param file its name
     * @param line 1 for the first, 0 when no line can be named
     * @param cause one sentence
     * @param cure one sentence
     */
    record FileProblem(String file, int line, String cause, String cure) {

        /** File and line, as compilers write them; empty when no file can be named. */
        public String place() {
            return line > 0 && !file.isEmpty() ? file + ":" + line : file;
        }

        /** All of it on one line. */
        public String sentence() {
            return (file.isEmpty() ? "" : place() + ": ") + cause + (cure.isEmpty() ? "" : "; " + cure);
        }
    }

    /**
     * What became of a change.
     *
     * @param generation number of the generation now in force
     * @param problems of the objects that were touched
     */
    record ChangeReport(long generation, List<FileProblem> problems) {

        /** Copies its arguments. */
        public ChangeReport {
            problems = List.copyOf(problems);
        }
    }

    /**
     * One edit of one object's file.
     *
     * @param pid for example {@code org.scst.vdisk}
     * @param name instance name; empty for a singleton
     * @param kind what to do
     * @param values keys to set; an empty value removes the key
     * @param comment first lines of a created file
     */
    record Edit(String pid, String name, Kind kind, Map<String, Optional<String>> values, String comment) {

        /** What an edit does. */
        public enum Kind {
            /** The file must not exist. */
            CREATE,
            /** The file must exist. */
            UPDATE,
            /** The file must exist. */
            DELETE
        }
    }
}
