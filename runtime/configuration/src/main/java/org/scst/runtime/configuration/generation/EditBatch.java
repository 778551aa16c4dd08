package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.ConfigurationText;
import org.scst.runtime.configuration.dialect.Finding;
import org.scst.runtime.configuration.folder.FolderWriter;
import org.scst.runtime.configuration.folder.Renames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Some edits that belong together, prepared from what the files hold now.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class EditBatch {
    private static final Logger LOG = LoggerFactory.getLogger(EditBatch.class);

    private final FolderWriter writer;
    private final SortedMap<ObjectName, Step> steps = new TreeMap<>();

    /** What a file holds and is to hold; empty where it does not exist. */
    record Step(Optional<byte[]> before, Optional<byte[]> after) {

        boolean isChange() {
            return before.isPresent() != after.isPresent()
                    || (before.isPresent() && !Arrays.equals(before.get(), after.get()));
        }
    }

    private EditBatch(FolderWriter writer) {
        this.writer = writer;
    }

    /** Rereads each file and applies the edits to what it holds. */
    static EditBatch prepare(List<Edit> edits, FolderWriter writer, SortedMap<ObjectName, AcceptedObject> accepted)
            throws ChangeRefusedException, IOException {
        EditBatch batch = new EditBatch(writer);
        for (Edit edit : edits) {
            batch.add(edit, accepted);
        }
        return batch;
    }

    /**
     * Brings files back to what they held once.
     *
     * @param contents by file; empty for one that was not there
     */
    static EditBatch restoring(Map<String, Optional<byte[]>> contents, FolderWriter writer) throws IOException {
        EditBatch batch = new EditBatch(writer);
        for (Map.Entry<String, Optional<byte[]>> entry : contents.entrySet()) {
            ObjectName object = ObjectName.ofFile(entry.getKey()).orElseThrow();
            batch.steps.put(object, new Step(writer.read(entry.getKey()), entry.getValue()));
        }
        return batch;
    }

    /** Files whose content goes to another name: new names by former ones. */
    Map<String, String> renames() {
        Map<String, byte[]> before = new TreeMap<>();
        Map<String, byte[]> after = new TreeMap<>();
        steps.forEach((object, step) -> {
            step.before().ifPresent(content -> before.put(object.file(), content));
            step.after().ifPresent(content -> after.put(object.file(), content));
        });
        return Renames.between(before, after);
    }

    /** What the files hold now. */
    Map<String, Optional<byte[]>> before() {
        Map<String, Optional<byte[]>> contents = new TreeMap<>();
        steps.forEach((object, step) -> contents.put(object.file(), step.before()));
        return contents;
    }

    Set<ObjectName> deletions() {
        Set<ObjectName> deletions = new TreeSet<>(steps.keySet());
        deletions.removeIf(object -> steps.get(object).after().isPresent());
        return deletions;
    }

    /** What the files are to hold. */
    Map<String, Optional<byte[]>> contents() {
        Map<String, Optional<byte[]>> contents = new TreeMap<>();
        steps.forEach((object, step) -> contents.put(object.file(), step.after()));
        return contents;
    }

    /** Writes all files or none: after a failure those already written get their former content back. */
    void write() throws IOException {
        List<Map.Entry<ObjectName, Step>> written = new ArrayList<>();
        try {
            for (Map.Entry<ObjectName, Step> entry : steps.entrySet()) {
                if (entry.getValue().isChange()) {
                    writer.write(
                            entry.getKey().file(),
                            entry.getValue().before(),
                            entry.getValue().after());
                    written.add(entry);
                }
            }
        } catch (IOException e) {
            written.reversed().forEach(this::takeBack);
            throw e;
        }
    }

    private void takeBack(Map.Entry<ObjectName, Step> entry) {
        try {
            writer.write(
                    entry.getKey().file(),
                    entry.getValue().after(),
                    entry.getValue().before());
        } catch (IOException e) {
            LOG.error(
                    "{} could not get its former content back; it is in the history",
                    entry.getKey().file(),
                    e);
        }
    }

    private void add(Edit edit, SortedMap<ObjectName, AcceptedObject> accepted)
            throws ChangeRefusedException, IOException {
        ObjectName object = new ObjectName(edit.pid(), edit.name());
        String file = object.file();
        if (!ObjectName.ofFile(file).equals(Optional.of(object))) {
            throw refused(
                    file, 0, "\"" + object + "\" cannot be the name of a file", "choose a plain name without slashes");
        }
        Optional<byte[]> before = steps.containsKey(object) ? steps.get(object).after() : writer.read(file);
        if (edit.kind() == Edit.Kind.CREATE && before.isPresent()) {
            throw refused(file, 0, "the file exists already", "change it, or choose another name");
        }
        boolean gone = before.isEmpty() && edit.kind() != Edit.Kind.CREATE;
        if (gone && !(edit.kind() == Edit.Kind.DELETE && accepted.containsKey(object))) {
            throw refused(file, 0, "there is no such file", "look at the names that exist");
        }
        Optional<byte[]> after =
                edit.kind() == Edit.Kind.DELETE ? Optional.empty() : Optional.of(edited(edit, file, before));
        Optional<byte[]> first = steps.containsKey(object) ? steps.get(object).before() : before;
        steps.put(object, new Step(first, after));
    }

    private static byte[] edited(Edit edit, String file, Optional<byte[]> before) throws ChangeRefusedException {
        try {
            if (before.isEmpty()) {
                Map<String, String> values = new LinkedHashMap<>(); // in the order of the edit
                edit.values().forEach((key, value) -> value.ifPresent(v -> values.put(key, v)));
                return ConfigurationText.create(edit.comment(), values).bytes();
            }
            ConfigurationText text = ConfigurationText.read(before.get());
            if (!text.faults().isEmpty()) {
                Finding fault = text.faults().getFirst();
                throw refused(file, fault.line(), fault.cause(), fault.cure());
            }
            return text.with(edit.values()).bytes();
        } catch (IllegalArgumentException e) {
            throw refused(file, 0, e.getMessage(), "choose another value");
        }
    }

    static ChangeRefusedException refused(String file, int line, String cause, String cure) {
        return new ChangeRefusedException(List.of(new FileProblem(file, line, cause, cure)));
    }
}
