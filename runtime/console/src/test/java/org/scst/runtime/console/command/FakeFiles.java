package org.scst.runtime.console.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.ConfigurationVersion;
import org.scst.runtime.console.text.Bytes;

/** Configuration files in memory; what is changed comes into force in the fake core at once. */
final class FakeFiles implements ConfigurationFiles {
    private final FakeCore core;
    private final Map<String, ConfiguredObject> objects = new TreeMap<>();
    final List<List<Edit>> changes = new ArrayList<>();
    List<FileProblem> problems = List.of();
    List<FileProblem> refusal = List.of();
    String devicesBecome = "ready";
    int rescans;
    ChangePlan plan = new ChangePlan(List.of(), List.of(), List.of());
    List<ConfigurationVersion> versions = List.of();
    Path checked;
    Boolean forced;
    OptionalLong undone;

    FakeFiles(FakeCore core) {
        this.core = core;
    }

    FakeFiles put(String pid, String name, Map<String, String> properties) {
        objects.put(pid + "-" + name, new ConfiguredObject(pid, name, pid + "-" + name + ".cfg", properties));
        bringIntoForce();
        return this;
    }

    Map<String, String> properties(String pid, String name) {
        return objects.get(pid + "-" + name).properties();
    }

    @Override
    public List<ConfiguredObject> objects() {
        return List.copyOf(objects.values());
    }

    @Override
    public List<FileProblem> problems() {
        return problems;
    }

    @Override
    public CompletionStage<ChangeReport> change(List<Edit> edits) {
        if (!refusal.isEmpty()) {
            return CompletableFuture.failedFuture(new ChangeRefusedException(refusal));
        }
        if (!edits.isEmpty()) {
            changes.add(edits);
            core.generation++;
        }
        edits.forEach(this::apply);
        bringIntoForce();
        return CompletableFuture.completedFuture(new ChangeReport(core.generation, problems));
    }

    @Override
    public CompletionStage<ChangeReport> rescan() {
        rescans++;
        return CompletableFuture.completedFuture(new ChangeReport(core.generation, problems));
    }

    @Override
    public CompletionStage<List<FileProblem>> check(Path path) {
        checked = path;
        return CompletableFuture.completedFuture(problems);
    }

    @Override
    public CompletionStage<ChangePlan> plan(Optional<Path> folder) {
        folder.ifPresent(path -> checked = path);
        return CompletableFuture.completedFuture(plan);
    }

    @Override
    public CompletionStage<AppliedChange> apply(boolean force) {
        forced = force;
        return CompletableFuture.completedFuture(
                new AppliedChange(plan, new ChangeReport(++core.generation, problems)));
    }

    @Override
    public CompletionStage<List<ConfigurationVersion>> versions() {
        return CompletableFuture.completedFuture(versions);
    }

    @Override
    public CompletionStage<ChangePlan> planUndo(OptionalLong version) {
        return refusal.isEmpty()
                ? CompletableFuture.completedFuture(plan)
                : CompletableFuture.failedFuture(new ChangeRefusedException(refusal));
    }

    @Override
    public CompletionStage<AppliedChange> undo(OptionalLong version, boolean force) {
        undone = version;
        return apply(force);
    }

    private void apply(Edit edit) {
        String key = edit.pid() + "-" + edit.name();
        if (edit.kind() == Edit.Kind.DELETE) {
            objects.remove(key);
            return;
        }
        boolean exists = objects.containsKey(key);
        if (exists != (edit.kind() == Edit.Kind.UPDATE)) {
            throw new IllegalStateException(edit.kind() + " of " + key);
        }
        Map<String, String> properties = new TreeMap<>(exists ? objects.get(key).properties() : Map.of());
        edit.values().forEach((name, value) -> {
            if (value.isPresent()) {
                properties.put(name, value.get());
            } else {
                properties.remove(name);
            }
        });
        objects.put(key, new ConfiguredObject(edit.pid(), edit.name(), key + ".cfg", properties));
    }

    private void bringIntoForce() {
        core.devices.clear();
        core.targets.clear();
        ConfiguredObjects all = new ConfiguredObjects(objects());
        for (ConfiguredObject disk : all.disks()) {
            long bytes = Optional.ofNullable(disk.properties().get("size"))
                    .flatMap(Bytes::parse)
                    .map(Bytes::count)
                    .orElse(0L);
            core.device(disk.name(), devicesBecome, devicesBecome.equals("ready") ? "" : "the file is missing", bytes);
        }
        for (ConfiguredObject target : all.targets()) {
            Map<Integer, String> luns = new TreeMap<>();
            ConfiguredObjects.luns(target).forEach((lun, line) -> luns.put(lun, line.device()));
            core.target(ConfiguredObjects.targetName(target), target.name(), true, luns);
            for (ConfiguredObject group : all.groupsOf(target)) {
                Map<Integer, String> mapped = new TreeMap<>();
                ConfiguredObjects.luns(group).forEach((lun, line) -> mapped.put(lun, line.device()));
                core.group(
                        ConfiguredObjects.targetName(target),
                        group.name(),
                        ConfiguredObjects.initiators(group),
                        mapped);
            }
        }
        if (all.singleton("org.scst.iscsi").isPresent()) {
            core.portals.put("iscsi", Portals.of(all).addresses());
        }
    }
}
