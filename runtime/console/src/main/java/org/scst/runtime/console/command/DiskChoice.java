package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.runtime.console.text.Bytes;

/**
 * Which disk an {@code export} means: one that is configured already and fits what is asked for, or a new one.
 *
 * <p><i>Threading:</i> confined to one command.
 */
final class DiskChoice {
    private static final String TYPE = "type";
    private static final String SIZE = "size";

    private final ExportRequest request;
    private final ConfiguredObjects objects;
    private final Path defaultFolder;
    private final Optional<Edit> edit;
    private Optional<DataFile> made = Optional.empty();

    DiskChoice(ExportRequest request, ConfiguredObjects objects, Path defaultFolder) throws CommandFailure {
        this.request = request;
        this.objects = objects;
        this.defaultFolder = defaultFolder;
        Optional<ConfiguredObject> existing = objects.disk(request.name());
        if (existing.isPresent()) {
            requireEqual(existing.get());
            this.edit = Optional.empty();
        } else {
            this.edit = Optional.of(create());
        }
    }

    /** What has to be written, empty when the disk exists. */
    Optional<Edit> edit() {
        return edit;
    }

    /** Takes back what was made for a disk that will not be. */
    void undo() {
        made.ifPresent(DataFile::undo);
    }

    private void requireEqual(ConfiguredObject disk) throws CommandFailure {
        Map<String, String> properties = disk.properties();
        if (request.size().isPresent()) {
            Optional<Bytes> has = Optional.ofNullable(properties.get(SIZE)).flatMap(Bytes::parse);
            if (has.isPresent() && !has.equals(request.size())) {
                throw CommandFailure.failed(
                        "\"" + request.name() + "\" exists with size " + has.get(),
                        "change it with \"resize\", or leave the size out");
            }
        }
        Optional<Path> file = ConfiguredObjects.dataFile(disk).map(Path::of);
        if (request.file().isPresent() && !request.file().equals(file)) {
            throw CommandFailure.failed(
                    "\"" + request.name() + "\" exists and is kept in "
                            + file.map(Path::toString).orElse("no file"),
                    "choose another name, or leave --file out");
        }
        String type = properties.getOrDefault(TYPE, ExportRequest.FILE_TYPE);
        if (!request.type().orElse(type).equals(type)) {
            throw CommandFailure.failed(
                    "\"" + request.name() + "\" exists with type " + type, "choose another name, or leave --type out");
        }
    }

    private Edit create() throws CommandFailure {
        String type = request.type().orElse(ExportRequest.FILE_TYPE);
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        values.put(TYPE, Optional.of(type));
        if (type.equals(ExportRequest.FILE_TYPE)) {
            chooseFile(values);
        }
        request.size().ifPresent(size -> values.put(SIZE, Optional.of(size.exact())));
        return new Edit(
                ConfiguredObjects.DISK_PID,
                request.name(),
                Edit.Kind.CREATE,
                values,
                "The disk \"" + request.name() + "\", made by the command \"export\".");
    }

    private void chooseFile(Map<String, Optional<String>> values) throws CommandFailure {
        DataFile file = new DataFile(request.file().orElseGet(() -> defaultFolder.resolve(request.name() + ".img")));
        requireUnused(file.path());
        values.put("file", Optional.of(file.path().toString()));
        if (file.exists()) {
            requireFitting(file);
            return;
        }
        Bytes size = request.size()
                .orElseThrow(() -> CommandFailure.failed(
                        "there is no file " + file.path() + " yet, so a size is needed",
                        "say how large the disk shall be, for example: export " + request.name() + " 10G"));
        file.make(size, request.file().isEmpty());
        made = Optional.of(file);
        values.put("thin_provisioned", Optional.of("true"));
    }

    private void requireFitting(DataFile file) throws CommandFailure {
        long length = file.size().count();
        if (request.size().isPresent() && request.size().get().count() < length) {
            throw CommandFailure.failed(
                    file.path() + " has " + new Bytes(length) + ", more than is asked for",
                    "leave the size out to serve the whole file");
        }
        if (request.size().isEmpty() && (length == 0 || length % 512 != 0)) {
            throw CommandFailure.failed(
                    file.path() + " has " + length + " bytes, which is no whole number of blocks",
                    "say how large the disk shall be");
        }
    }

    private void requireUnused(Path path) throws CommandFailure {
        for (ConfiguredObject other : objects.disks()) {
            if (ConfiguredObjects.dataFile(other).map(Path::of).equals(Optional.of(path))) {
                throw CommandFailure.failed(
                        path + " is the disk \"" + other.name() + "\" already",
                        "export \"" + other.name() + "\", or choose another file with --file");
            }
        }
    }
}
