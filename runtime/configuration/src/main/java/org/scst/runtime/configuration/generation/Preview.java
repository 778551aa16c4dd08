package org.scst.runtime.configuration.generation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.scst.core.admin.Administration;
import org.scst.core.admin.ChangePlan;
import org.scst.core.admin.ChangeRefusedException;
import org.scst.core.admin.ConfigurationFiles.FileProblem;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.folder.FolderScanner;
import org.scst.runtime.configuration.folder.FolderView;
import org.scst.runtime.configuration.folder.Renames;

/**
 * Judges files that are not in force, and what they would change; changes nothing.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class Preview {
    private static final int MOST_BYTES = (1 << 20) + 1;

    private final FolderObserver observer;
    private final Evaluator evaluator;
    private final Evaluation inForce;
    private final Administration core;

    /** @param core whose sessions are looked at; {@code null} when core is away */
    Preview(FolderObserver observer, Evaluator evaluator, Evaluation inForce, Administration core) {
        this.observer = observer;
        this.evaluator = evaluator;
        this.inForce = inForce;
        this.core = core;
    }

    /** What the folder's files will change as they stand there now; a file that is gone counts as deleted. */
    ChangePlan ofFolderAsItIs() {
        FolderView seen = observer.lookAtAll();
        Map<String, Optional<byte[]>> gone = new HashMap<>();
        seen.vanished().forEach(file -> gone.put(file, Optional.empty()));
        FolderView view = seen.with(gone).since(seen.touched(), observer.renames());
        return plan(view, evaluator.evaluate(view, inForce));
    }

    /** What another folder's files would change if they stood there instead. */
    ChangePlan ofFolder(Path folder) throws ChangeRefusedException {
        FolderView view = view(folder);
        return plan(view, evaluator.evaluate(view, inForce));
    }

    /** What some files would change if they held something else; empty where they are not to exist. */
    ChangePlan of(Map<String, Optional<byte[]>> contents) {
        FolderView now = observer.view();
        FolderView then = now.with(contents);
        FolderView view = then.since(contents.keySet(), Renames.between(now.contents(), then.contents()));
        return plan(view, evaluator.evaluate(view, inForce, contents.keySet()));
    }

    /** What is wrong with a folder's files, or with one file. */
    List<FileProblem> problems(Path path) throws ChangeRefusedException, IOException {
        return Files.isDirectory(path) ? ofFolder(path).problems() : problemsOfFile(path);
    }

    private List<FileProblem> problemsOfFile(Path path) throws ChangeRefusedException, IOException {
        String name = String.valueOf(path.getFileName());
        if (!Files.isRegularFile(path)) {
            throw EditBatch.refused(path.toString(), 0, "it is no file and no folder", "name one that exists");
        }
        if (ObjectName.ofFile(name).isEmpty()) {
            return ProblemList.ofFindings(new TreeMap<>(Map.of(name, List.of(Evaluator.badName()))));
        }
        try (InputStream input = Files.newInputStream(path)) {
            Map<String, Optional<byte[]>> contents = Map.of(name, Optional.of(input.readNBytes(MOST_BYTES)));
            return of(contents).problems().stream()
                    .filter(problem -> problem.file().equals(name))
                    .toList();
        }
    }

    private FolderView view(Path folder) throws ChangeRefusedException {
        FolderView view = new FolderScanner(folder).scan(1, Instant.now());
        if (view.fault().isPresent()) {
            throw EditBatch.refused(
                    folder.toString(),
                    0,
                    "the folder cannot be read: " + view.fault().get(),
                    "name one that can be");
        }
        Map<String, byte[]> before =
                observer.view() == null ? Map.of() : observer.view().contents();
        return view.since(view.touched(), Renames.between(before, view.contents()));
    }

    private ChangePlan plan(FolderView view, Evaluation future) {
        Map<ObjectName, ObjectName> renames = new HashMap<>();
        view.renames()
                .forEach((former, name) -> ObjectName.ofFile(former)
                        .ifPresent(from -> ObjectName.ofFile(name)
                                .filter(to -> to.pid().equals(from.pid()))
                                .ifPresent(to -> renames.put(from, to))));
        List<FileProblem> problems = new ArrayList<>(ProblemList.ofFindings(future.findings()));
        problems.addAll(CrossCheck.of(future.objects()));
        return PlannedChange.between(inForce.objects(), future.objects(), renames, core, problems);
    }
}
